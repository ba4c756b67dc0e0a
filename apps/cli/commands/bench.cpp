// saccade bench face_detection|face_mesh|hands|models
#include <algorithm>
#include <cstdio>
#include <memory>
#include <numeric>

#include "commands/bench_solution.h"
#include "saccade/model_timing.h"
#include "saccade/models.h"
#include "text/numbers.h"
#include "text/suggest.h"

namespace saccade::cli {
namespace {

struct ModelBenchFlags {
  std::vector<std::string> names;
  ModelTimingOptions options = {.device = "auto", .precision = "auto", .threads = 0, .runs = 100};
  bool json = false;
};

Result<std::vector<std::string>> chosen_models(const std::vector<std::string>& asked) {
  std::vector<std::string> names, here;
  for (const ModelEntry& entry : known_models()) {
    if (!entry.file.ends_with(".tflite")) continue;  // data beside the networks
    names.push_back(entry.name);
    if (find_model(entry.name)) here.push_back(entry.name);
  }
  for (const std::string& name : asked) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      return invalid_argument("no model is called " + name + did_you_mean(name, names) +
                              " ('saccade models list' names them)");
    }
  }
  if (!asked.empty()) return asked;
  if (here.empty()) return not_found("no model is here; fetch them with 'saccade models pull'");
  return here;
}

// "21: 38.2" for 21 levels that take 38.2 us together on the device's clock.
std::string levels_text(const std::vector<double>& level_us) {
  if (level_us.empty()) return "";
  char text[48];
  std::snprintf(text, sizeof text, "%zu: %.1f", level_us.size(),
                std::accumulate(level_us.begin(), level_us.end(), 0.0));
  return text;
}

Result<int> bench_models(const ModelBenchFlags& flags) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  std::vector<std::vector<std::string>> rows = {
      {"model", "p50 ms", "p99 ms", "min ms", "prepare ms", "kernels", "levels us", "engine"}};
  const auto text = [](double value) {
    char digits[32];
    std::snprintf(digits, sizeof digits, "%.3f", value);
    return std::string(digits);
  };
  for (const std::string& name : SACCADE_TRY(chosen_models(flags.names))) {
    const ModelTiming timing = SACCADE_TRY(time_model(name, flags.options));
    const Timings timings = summarise(timing.run_ms);
    rows.push_back({name, text(timings.p50_ms), text(timings.p99_ms), text(timings.min_ms), text(timing.prepare_ms),
                    std::to_string(timing.kernel_count), levels_text(timing.level_us),
                    timing.engine + " " + timing.precision});
    list.push_back({{"model", name},
                    {"p50_ms", timings.p50_ms},
                    {"p99_ms", timings.p99_ms},
                    {"min_ms", timings.min_ms},
                    {"prepare_ms", timing.prepare_ms},
                    {"kernel_count", timing.kernel_count},
                    {"level_us", timing.level_us},
                    {"engine", timing.engine},
                    {"precision", timing.precision}});
  }
  if (flags.json) print_json(list);
  if (!flags.json) std::printf("%s\n", table_text(rows).c_str());
  return kExitOk;
}

void add_count(CLI::App& app, const std::string& flag, int& value, int min, int max, const std::string& help) {
  app.add_option_function<std::string>(
         flag,
         [&value, flag, min, max](const std::string& text) {
           const Result<int64_t> count = parse_integer_between(text, min, max);
           if (!count) throw CLI::ValidationError(flag, count.error().message());
           value = static_cast<int>(*count);
         },
         help + " [" + std::to_string(value) + "]")
      ->type_name("N");
}

void add_solution(CLI::App& parent, const SolutionEntry& entry, Action& action) {
  CLI::App* app = parent.add_subcommand(entry.name, "time a frame: " + entry.summary);
  auto flags = std::make_shared<BenchFlags>();
  flags->name = entry.name;
  flags->solution = entry.make();
  app->add_option("FILE", flags->file, "picture or video to work on; none: a grey picture without faces");
  add_count(*app, "--frames", flags->frames, 1, 1'000'000, "frames to time back to back");
  add_count(*app, "--paced-frames", flags->paced_frames, 0, 1'000'000, "frames to time at 30 frames/s");
  flags->solution->add_flags(*app);
  app->add_flag("--save", flags->save, "keep which of --device cpu,gpu was faster; --device auto then follows it");
  app->add_flag("--json", flags->json, "as JSON");
  app->footer("--device takes several with commas between: --device cpu,gpu.");
  app->callback([flags, &action] {
    action = [flags] {
      const Result<int> code = bench_solution(*flags);
      return code ? *code : fail(code.error());
    };
  });
}

}  // namespace

void add_bench(CLI::App& root, Action& action) {
  CLI::App* bench = root.add_subcommand("bench", "how fast this machine is");
  bench->require_subcommand(1, 1);
  for (const SolutionEntry& entry : solution_catalog()) add_solution(*bench, entry, action);

  CLI::App* models = bench->add_subcommand("models", "time each network alone");
  auto flags = std::make_shared<ModelBenchFlags>();
  models->add_option("NAME", flags->names, "as in 'saccade models list'; none: all that are here");
  models->add_option("--device", flags->options.device, "auto, cpu, gpu, ... [auto]")->type_name("TEXT");
  models->add_option("--precision", flags->options.precision, "auto, fp32, fp16 [auto]")->type_name("TEXT");
  add_count(*models, "--threads", flags->options.threads, 0, 1024, "CPU threads; 0 follows SACCADE_THREADS, else 1");
  add_count(*models, "--frames", flags->options.runs, 1, 1'000'000, "runs of each model");
  models->add_flag("--json", flags->json, "as JSON");
  models->callback([flags, &action] {
    action = [flags] {
      const Result<int> code = bench_models(*flags);
      return code ? *code : fail(code.error());
    };
  });
}

}  // namespace saccade::cli
