// saccade run SOLUTION INPUT... [-o OUT]...
#include <unistd.h>

#include <cstdio>
#include <memory>

#include "commands/command.h"
#include "run/pipeline.h"
#include "saccade/models.h"
#include "saccade/version.h"

namespace saccade::cli {
namespace {

struct RunFlags {
  std::string solution_name;
  std::unique_ptr<Solution> solution;
  std::vector<std::string> inputs, outputs;
  VideoOptions media;
  std::string trace, masks;
  bool explain = false, json = false, quiet = false;
};

nlohmann::ordered_json media_json(const VideoOptions& media) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  if (media.fps > 0) json["fps"] = media.fps;
  if (media.every > 1) json["every"] = media.every;
  if (media.start_us > 0) json["start_us"] = media.start_us;
  if (media.end_us >= 0) json["end_us"] = media.end_us;
  if (media.max_frames >= 0) json["max_frames"] = media.max_frames;
  return json;
}

// The first line of a JSONL file: with it, the input decides every line that follows.
Result<RunHeader> run_header(const RunFlags& flags) {
  nlohmann::ordered_json models = nlohmann::ordered_json::object();
  for (const std::string& name : flags.solution->model_names()) {
    models[name] = SACCADE_TRY(model_sha256(SACCADE_TRY(find_model(name))));
  }
  nlohmann::ordered_json options = flags.solution->options();
  options.update(media_json(flags.media));
  const nlohmann::ordered_json line = {{"saccade", version()},
                                       {"schema", 1},
                                       {"solution", flags.solution_name},
                                       {"options", options},
                                       {"models", models}};
  return RunHeader{line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace), flags.solution->csv_columns()};
}

// Messages of the reader name the file already.
std::string failure_text(const SourceFailure& failure) {
  const bool named = failure.message.find(failure.source) != std::string::npos;
  return named ? failure.message : failure.source + ": " + failure.message;
}

std::string summary_text(const RunReport& report, size_t source_count) {
  char rate[64];
  std::snprintf(rate, sizeof rate, " in %.2f s (%.0f frames/s)", report.seconds,
                static_cast<double>(report.frames) / report.seconds);
  std::string text = std::to_string(report.frames) + (report.frames == 1 ? " frame" : " frames");
  if (source_count > 1) text += " of " + std::to_string(source_count) + " inputs";
  text += rate;
  for (const std::string& output : report.outputs)
    text += (&output == &report.outputs.front() ? " -> " : ", ") + output;
  return text;
}

nlohmann::ordered_json report_json(const RunReport& report, const Placement& placement) {
  nlohmann::ordered_json failures = nlohmann::ordered_json::array();
  for (const SourceFailure& failure : report.failures) {
    failures.push_back({{"source", failure.source}, {"error", failure.message}});
  }
  return {{"frames", report.frames},
          {"failed_frames", report.failed_frames},
          {"seconds", report.seconds},
          {"outputs", report.outputs},
          {"failures", failures},
          {"interrupted", report.interrupted},
          {"placement", placement_json(placement)}};
}

int tell(const RunFlags& flags, const RunReport& report, size_t source_count, Reporter& reporter) {
  const Placement placement = flags.solution->placement();
  if (flags.explain) reporter.print(placement_text(placement));
  if (flags.json) print_json(report_json(report, placement));
  for (const SourceFailure& failure : report.failures) reporter.error(failure_text(failure));
  if (!report.fatal.ok()) {
    reporter.error(report.fatal.message());
    return kExitFailed;
  }
  if (report.interrupted) {
    reporter.error("interrupted after " + std::to_string(report.frames) +
                   " frames; what was written stays as NAME.partial.EXT");
    return kExitInterrupted;
  }
  if (report.frames > 0) reporter.note(summary_text(report, source_count));
  return report.failures.empty() ? kExitOk : kExitFailed;
}

bool has_standard_output(const OutputPlan& plan) {
  for (const Output& output : plan.shared) {
    if (output.path == "-") return true;
  }
  return false;
}

Result<RunRequest> make_request(const RunFlags& flags) {
  RunRequest request;
  request.sources = SACCADE_TRY(expand_inputs(flags.inputs));
  if (!flags.masks.empty() && flags.solution->masks() == Masks::kOff) {
    return invalid_argument("--masks wants masks; add --segmentation");
  }
  request.outputs = SACCADE_TRY(plan_outputs(flags.outputs, request.sources, flags.masks));
  request.media = flags.media;
  if (flags.json && has_standard_output(request.outputs)) {
    return invalid_argument("--json and the results both want standard output; give the results a file with -o");
  }
  if (flags.media.end_us >= 0 && flags.media.end_us <= flags.media.start_us) {
    return invalid_argument("--end is not after --start; no frame lies between them");
  }
  return request;
}

Result<int> run(RunFlags& flags) {
  const RunRequest request = SACCADE_TRY(make_request(flags));
  std::unique_ptr<TraceFile> trace;
  if (!flags.trace.empty()) trace = SACCADE_TRY(TraceFile::create(flags.trace));
  catch_interrupts();
  Reporter reporter(flags.quiet);
  const Result<RunHeader> header = run_header(flags);
  if (!header) {
    // A device that cannot be had is told before a model that is missing.
    SACCADE_TRY(flags.solution->create());
    return header.error();
  }
  SinkStage sinks(request, *header);
  Pipeline pipeline(request, *flags.solution, sinks, trace.get());
  // The first input is opened while the models are made ready.
  pipeline.start_decoding();
  const Status created = flags.solution->create();
  if (!created.ok()) {
    if (!pipeline.stop()) _exit(fail(created));
    return created;
  }
  const bool ended = pipeline.run(reporter);
  int code = tell(flags, sinks.report(), request.sources.size(), reporter);
  if (!ended) {
    std::fflush(nullptr);
    _exit(code);
  }
  if (trace != nullptr) SACCADE_TRY(trace->finish());
  return code;
}

void add_solution(CLI::App& parent, const SolutionEntry& entry, Action& action) {
  CLI::App* app = parent.add_subcommand(entry.name, entry.summary);
  auto flags = std::make_shared<RunFlags>();
  flags->solution_name = entry.name;
  flags->solution = entry.make();
  app->add_option("INPUT", flags->inputs, "picture, video, directory, 'glob', camera:N or URL")->required();
  app->add_option("-o,--output", flags->outputs,
                  "FILE, a template such as out/{stem}.mp4, or DIR/ (repeatable); .jsonl .csv hold results, .png .jpg "
                  ".webp .bmp .tiff .mp4 .mkv .mov .webm are annotated; none: JSONL to standard output")
      ->type_name("OUT")
      ->allow_extra_args(false);
  flags->solution->add_flags(*app);
  if (flags->solution->masks() != Masks::kNever) {
    app->add_option("--masks", flags->masks,
                    "write each frame's mask as DIR/{stem}_{frame}.png instead of run lengths in the JSONL")
        ->type_name("DIR");
  }
  add_media_flags(*app, flags->media);
  app->add_flag("--explain", flags->explain, "say on which device each node ran, and why");
  app->add_option("--trace", flags->trace, "write what each thread did when (Perfetto, chrome://tracing)")
      ->type_name("FILE");
  app->add_flag("--json", flags->json, "print the closing summary as JSON");
  app->add_flag("--quiet,-q", flags->quiet, "no progress, no summary; errors only");
  app->callback([flags, &action] {
    action = [flags] {
      const Result<int> code = run(*flags);
      return code ? *code : fail(code.error());
    };
  });
}

}  // namespace

void add_run(CLI::App& root, Action& action) {
  CLI::App* app = root.add_subcommand("run", "find things in pictures, videos and cameras");
  app->require_subcommand(1, 1);
  app->footer(
      "Examples:\n"
      "  saccade run face_mesh talk.mp4 -o annotated.mp4 -o points.jsonl\n"
      "  saccade run face_detection photos/ -o 'marked/{stem}.png'\n"
      "  saccade run face_mesh camera:0 --max-faces 2 | jq .faces\n"
      "  saccade run selfie_segmentation call.mp4 --background blur -o blurred.mp4\n"
      "Exit codes: 0 done, 1 failed or one of the inputs failed, 2 usage, 130 interrupted.");
  for (const SolutionEntry& entry : solution_catalog()) add_solution(*app, entry, action);
}

}  // namespace saccade::cli
