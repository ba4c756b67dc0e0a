// saccade bench SOLUTION [FILE] --device cpu,gpu
#include "commands/bench_solution.h"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <numeric>
#include <thread>

#include "saccade/doctor.h"

namespace saccade::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int64_t kFrameInterval_us = 33'333;
constexpr size_t kMaxHeldBytes = size_t{512} << 20;
constexpr int kWarmUpFrames = 10;

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

std::vector<std::string> split_devices(const std::string& text) {
  std::vector<std::string> devices;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find(',', begin), text.size());
    devices.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return devices;
}

struct Figures {
  Timings latency;
  double seconds = 0, cpu_seconds = 0;
};

struct Traffic {
  int64_t to_device = 0, from_device = 0;
};

struct DeviceFigures {
  std::string device;  // where it ran
  Figures back_to_back, paced;
  Traffic per_frame;
  Placement placement;
};

Traffic traffic_of(const Placement& placement) {
  Traffic traffic;
  for (const NodePlacement& node : placement) {
    traffic.to_device += node.bytes_to_device;
    traffic.from_device += node.bytes_from_device;
  }
  return traffic;
}

std::string device_of(const Placement& placement) {
  for (const NodePlacement& node : placement) {
    if (!node.device.empty()) return node.device;
  }
  return "cpu";
}

// The same pixels as a picture of its own: a device keeps pictures that it has seen.
Result<Frame> fresh(const Frame& frame) {
  const Image& image = frame.image;
  const HostPixels pixels = SACCADE_TRY(image.host());
  Frame copy = frame;
  copy.image = SACCADE_TRY(Image::wrap(image.format(), image.width(), image.height(), pixels, [image] {}));
  return copy;
}

// Frames on one solution, one after another on a clock of their own.
class Stream {
 public:
  Stream(Solution& solution, const std::vector<Frame>& frames) : solution_(solution), frames_(frames) {}

  // `interval`: zero for the next as soon as one is done, otherwise one each time that it is over.
  Result<Figures> run(int count, Clock::duration interval) {
    std::vector<double> samples_ms;
    const double cpu_begin = cpu_seconds();
    const Clock::time_point begin = Clock::now();
    for (int i = 0; i < count; ++i) {
      if (interval > Clock::duration::zero()) std::this_thread::sleep_until(begin + i * interval);
      Frame frame = SACCADE_TRY(fresh(frames_[static_cast<size_t>(number_) % frames_.size()]));
      frame.timestamp_us = ++number_ * kFrameInterval_us;
      const Clock::time_point start = Clock::now();
      SACCADE_TRY(solution_.process(frame));
      samples_ms.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
    }
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    return Figures{summarise(std::move(samples_ms)), seconds, cpu_seconds() - cpu_begin};
  }

 private:
  Solution& solution_;
  const std::vector<Frame>& frames_;
  int64_t number_ = 0;
};

Result<DeviceFigures> measure(BenchFlags& flags, const std::vector<Frame>& frames) {
  SACCADE_TRY(flags.solution->create());
  Stream stream(*flags.solution, frames);
  SACCADE_TRY(stream.run(kWarmUpFrames, Clock::duration::zero()));
  const Traffic before = traffic_of(flags.solution->placement());
  DeviceFigures figures;
  figures.back_to_back = SACCADE_TRY(stream.run(flags.frames, Clock::duration::zero()));
  figures.placement = flags.solution->placement();
  const Traffic after = traffic_of(figures.placement);
  figures.per_frame = {(after.to_device - before.to_device) / flags.frames,
                       (after.from_device - before.from_device) / flags.frames};
  figures.device = device_of(figures.placement);
  if (flags.paced_frames > 0) {
    figures.paced = SACCADE_TRY(stream.run(flags.paced_frames, std::chrono::microseconds(kFrameInterval_us)));
  }
  return figures;
}

nlohmann::ordered_json timings_json(const Timings& timings) {
  return {
      {"p50_ms", timings.p50_ms}, {"p99_ms", timings.p99_ms}, {"min_ms", timings.min_ms}, {"mean_ms", timings.mean_ms}};
}

nlohmann::ordered_json figures_json(const BenchFlags& flags, const Image& image, const DeviceFigures& figures) {
  nlohmann::ordered_json json = {
      {"solution", flags.name}, {"device", figures.device}, {"options", flags.solution->options()},
      {"file", flags.file},     {"width", image.width()},   {"height", image.height()},
      {"frames", flags.frames}};
  json.update(timings_json(figures.back_to_back.latency));
  json["frames_per_second"] = flags.frames / figures.back_to_back.seconds;
  json["cpu_seconds"] = figures.back_to_back.cpu_seconds;
  json["cores"] = figures.back_to_back.cpu_seconds / figures.back_to_back.seconds;
  json["peak_megabytes"] = peak_megabytes();
  json["bytes_to_device"] = figures.per_frame.to_device;
  json["bytes_from_device"] = figures.per_frame.from_device;
  if (flags.paced_frames > 0) {
    json["paced"] = timings_json(figures.paced.latency);
    json["paced"]["cores"] = figures.paced.cpu_seconds / figures.paced.seconds;
  }
  json["placement"] = placement_json(figures.placement);
  return json;
}

void print_figures(const BenchFlags& flags, const DeviceFigures& figures) {
  const auto print = [](const char* label, const Timings& timings) {
    std::printf("  %-13s p50 %.3f ms  p99 %.3f ms  min %.3f ms  mean %.3f ms\n", label, timings.p50_ms, timings.p99_ms,
                timings.min_ms, timings.mean_ms);
  };
  const Figures& busy = figures.back_to_back;
  std::printf("%s\n", figures.device.c_str());
  print("back to back", busy.latency);
  if (flags.paced_frames > 0) print("30 frames/s", figures.paced.latency);
  std::printf("  throughput    %.0f frames/s\n", flags.frames / busy.seconds);
  std::printf("  CPU           %.3f s (%.2f cores", busy.cpu_seconds, busy.cpu_seconds / busy.seconds);
  if (flags.paced_frames > 0) std::printf(", %.2f at 30 frames/s", figures.paced.cpu_seconds / figures.paced.seconds);
  std::printf("), peak memory %.0f MB\n", peak_megabytes());
  std::printf("  moved a frame %lld bytes to the device, %lld back\n",
              static_cast<long long>(figures.per_frame.to_device),
              static_cast<long long>(figures.per_frame.from_device));
}

Status save(const BenchFlags& flags, const Image& image, const std::vector<DeviceFigures>& all) {
  DeviceMeasurement measurement;
  measurement.what = flags.name + " " + std::to_string(image.width()) + "x" + std::to_string(image.height());
  for (const DeviceFigures& figures : all) {
    (figures.device == "cpu" ? measurement.cpu_ms : measurement.gpu_ms) = figures.back_to_back.latency.p50_ms;
    if (figures.device != "cpu") measurement.gpu = figures.device;
  }
  if (all.size() != 2 || measurement.gpu.empty() || measurement.cpu_ms <= 0) {
    return invalid_argument("--save compares the CPU with one GPU; give --device cpu,gpu");
  }
  return save_measurement(measurement);
}

}  // namespace

Timings summarise(std::vector<double> samples_ms) {
  std::sort(samples_ms.begin(), samples_ms.end());
  const auto at = [&](double share) { return samples_ms[static_cast<size_t>(share * (samples_ms.size() - 1) + 0.5)]; };
  const double sum = std::accumulate(samples_ms.begin(), samples_ms.end(), 0.0);
  return {at(0.5), at(0.99), samples_ms.front(), sum / samples_ms.size()};
}

Result<int> bench_solution(BenchFlags& flags) {
  const std::vector<Frame> frames = SACCADE_TRY(load_frames(flags.file, flags.frames));
  const Image& image = frames.front().image;
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  std::vector<DeviceFigures> all;
  if (!flags.json) {
    std::printf("%s on %s (%dx%d), %d frames after %d to warm up\n", flags.name.c_str(),
                flags.file.empty() ? "a grey picture, where nothing is found" : flags.file.c_str(), image.width(),
                image.height(), flags.frames, kWarmUpFrames);
  }
  for (const std::string& device : split_devices(flags.solution->device())) {
    flags.solution->set_device(device);
    all.push_back(SACCADE_TRY(measure(flags, frames)));
    list.push_back(figures_json(flags, image, all.back()));
    if (!flags.json) print_figures(flags, all.back());
  }
  if (flags.json) print_json(all.size() == 1 ? list.front() : list);
  if (flags.save) SACCADE_TRY(save(flags, image, all));
  return kExitOk;
}

}  // namespace saccade::cli
