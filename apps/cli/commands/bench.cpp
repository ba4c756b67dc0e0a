// saccade bench face_detection|face_mesh|hands|models
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <numeric>

#include "catalog/solution.h"
#include "commands/command.h"
#include "saccade/model_timing.h"
#include "saccade/models.h"
#include "text/numbers.h"
#include "text/suggest.h"

namespace saccade::cli {
namespace {

constexpr int64_t kFrameInterval_us = 33'333;
constexpr size_t kMaxHeldBytes = size_t{512} << 20;
constexpr int kWarmUpFrames = 10;

struct Timings {
  double p50_ms = 0, p99_ms = 0, min_ms = 0, mean_ms = 0;
};

Timings summarise(std::vector<double> samples_ms) {
  std::sort(samples_ms.begin(), samples_ms.end());
  const auto at = [&](double share) { return samples_ms[static_cast<size_t>(share * (samples_ms.size() - 1) + 0.5)]; };
  const double sum = std::accumulate(samples_ms.begin(), samples_ms.end(), 0.0);
  return {at(0.5), at(0.99), samples_ms.front(), sum / samples_ms.size()};
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) { return time.tv_sec + time.tv_usec * 1e-6; };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024.0;
}

// Frames held in memory, so that decoding is not measured. Without a file a grey picture: the detector's time only.
Result<std::vector<Frame>> load_frames(const std::string& file, int count) {
  std::vector<Frame> frames;
  if (file.empty()) {
    ImageBuilder builder = SACCADE_TRY(ImageBuilder::create(PixelFormat::kRgb8, 640, 360));
    for (int y = 0; y < 360; ++y) std::fill_n(builder.row(y), 640 * 3, uint8_t{128});
    frames.push_back({std::move(builder).finish(), 0, 0});
    return frames;
  }
  VideoOptions options;
  options.max_frames = count;
  Video video = SACCADE_TRY(Video::open(file, options));
  for (size_t bytes = 0; bytes < kMaxHeldBytes;) {
    std::optional<Frame> frame = SACCADE_TRY(video.next());
    if (!frame) break;
    bytes += size_t{3} * frame->image.width() * frame->image.height();
    frames.push_back(*std::move(frame));
  }
  if (frames.empty()) return not_found(file + " has no frame");
  return frames;
}

struct BenchFlags {
  std::string name, file;
  std::unique_ptr<Solution> solution;
  int frames = 300;
  bool json = false;
};

Result<int> bench_solution(BenchFlags& flags) {
  const std::vector<Frame> frames = SACCADE_TRY(load_frames(flags.file, flags.frames));
  SACCADE_TRY(flags.solution->create());
  std::vector<double> samples_ms;
  double cpu_begin = 0;
  std::chrono::steady_clock::time_point begin;
  for (int i = 0; i < kWarmUpFrames + flags.frames; ++i) {
    if (i == kWarmUpFrames) {
      cpu_begin = cpu_seconds();
      begin = std::chrono::steady_clock::now();
    }
    Frame frame = frames[i % frames.size()];
    frame.timestamp_us = (i + 1) * kFrameInterval_us;
    const auto start = std::chrono::steady_clock::now();
    SACCADE_TRY(flags.solution->process(frame));
    const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - start;
    if (i >= kWarmUpFrames) samples_ms.push_back(taken.count());
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  const double cpu = cpu_seconds() - cpu_begin;
  const Timings timings = summarise(samples_ms);
  const Image& image = frames.front().image;
  if (flags.json) {
    print_json({{"solution", flags.name},
                {"options", flags.solution->options()},
                {"file", flags.file},
                {"width", image.width()},
                {"height", image.height()},
                {"frames", flags.frames},
                {"p50_ms", timings.p50_ms},
                {"p99_ms", timings.p99_ms},
                {"min_ms", timings.min_ms},
                {"mean_ms", timings.mean_ms},
                {"frames_per_second", flags.frames / seconds},
                {"cpu_seconds", cpu},
                {"cores", cpu / seconds},
                {"peak_megabytes", peak_megabytes()},
                {"placement", placement_json(flags.solution->placement())}});
    return kExitOk;
  }
  std::printf("%s on %s (%dx%d), %d frames after %d to warm up\n", flags.name.c_str(),
              flags.file.empty() ? "a grey picture without faces" : flags.file.c_str(), image.width(), image.height(),
              flags.frames, kWarmUpFrames);
  std::printf("latency     p50 %.3f ms  p99 %.3f ms  min %.3f ms  mean %.3f ms\n", timings.p50_ms, timings.p99_ms,
              timings.min_ms, timings.mean_ms);
  std::printf("throughput  %.0f frames/s\n", flags.frames / seconds);
  std::printf("CPU         %.3f s (%.2f cores), peak memory %.0f MB\n", cpu, cpu / seconds, peak_megabytes());
  return kExitOk;
}

struct ModelBenchFlags {
  std::vector<std::string> names;
  std::string device = "auto";
  int threads = 0, runs = 100;
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

Result<int> bench_models(const ModelBenchFlags& flags) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  std::vector<std::vector<std::string>> rows = {
      {"model", "p50 ms", "p99 ms", "min ms", "prepare ms", "kernels", "engine"}};
  const auto text = [](double value) {
    char digits[32];
    std::snprintf(digits, sizeof digits, "%.3f", value);
    return std::string(digits);
  };
  for (const std::string& name : SACCADE_TRY(chosen_models(flags.names))) {
    const ModelTiming timing = SACCADE_TRY(time_model(name, flags.device, flags.threads, flags.runs));
    const Timings timings = summarise(timing.run_ms);
    rows.push_back({name, text(timings.p50_ms), text(timings.p99_ms), text(timings.min_ms), text(timing.prepare_ms),
                    std::to_string(timing.kernel_count), timing.engine + " " + timing.precision});
    list.push_back({{"model", name},
                    {"p50_ms", timings.p50_ms},
                    {"p99_ms", timings.p99_ms},
                    {"min_ms", timings.min_ms},
                    {"prepare_ms", timing.prepare_ms},
                    {"kernel_count", timing.kernel_count},
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
  add_count(*app, "--frames", flags->frames, 1, 1'000'000, "frames to time");
  flags->solution->add_flags(*app);
  app->add_flag("--json", flags->json, "as JSON");
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
  models->add_option("--device", flags->device, "auto, cpu, gpu, ... [auto]")->type_name("TEXT");
  add_count(*models, "--threads", flags->threads, 0, 1024, "CPU threads; 0 follows SACCADE_THREADS, else 1");
  add_count(*models, "--frames", flags->runs, 1, 1'000'000, "runs of each model");
  models->add_flag("--json", flags->json, "as JSON");
  models->callback([flags, &action] {
    action = [flags] {
      const Result<int> code = bench_models(*flags);
      return code ? *code : fail(code.error());
    };
  });
}

}  // namespace saccade::cli
