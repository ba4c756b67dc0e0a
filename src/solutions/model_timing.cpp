#include "saccade/model_timing.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <random>

#include "engine/device.h"
#include "model/tflite.h"
#include "saccade/models.h"

namespace saccade {
namespace {

constexpr int kWarmUpRuns = 2, kProfiledRuns = 10;

double milliseconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

// Empty where the device has no clock.
std::vector<double> time_levels(Session& session, const Tensor& input) {
  std::vector<double> least_us;
  for (int run = 0; run < kProfiledRuns; ++run) {
    const Result<std::vector<double>> seconds = session.profile(input);
    if (!seconds) return {};
    least_us.resize(seconds->size(), std::numeric_limits<double>::infinity());
    for (size_t i = 0; i < seconds->size(); ++i) least_us[i] = std::min(least_us[i], 1e6 * (*seconds)[i]);
  }
  return least_us;
}

Tensor noise(const Shape& shape) {
  std::mt19937 generator(1);
  std::uniform_real_distribution<float> uniform(0, 1);
  std::vector<float> values(shape.element_count());
  for (float& value : values) value = uniform(generator);
  return Tensor::from_floats(shape, values);
}

}  // namespace

Result<ModelTiming> time_model(const std::string& name, const ModelTimingOptions& options) {
  const int runs = options.runs;
  if (runs < 1) return invalid_argument("runs is " + std::to_string(runs) + "; it must be at least 1");
  const auto begin = std::chrono::steady_clock::now();
  // First, so that a device that cannot be had is refused before a model is missed.
  const DeviceChoice choice =
      SACCADE_TRY(choose_device(options.device, {.threads = options.threads, .precision = options.precision}));
  const Model model = SACCADE_TRY(load_tflite(SACCADE_TRY(find_model(name))));
  const std::unique_ptr<Session> session =
      SACCADE_TRY(choice.engine->prepare(model, {.wanted_outputs = {}, .precision = choice.precision}));
  ModelTiming timing;
  timing.prepare_ms = milliseconds_since(begin);
  const Tensor input = noise(model.tensor(model.inputs.front()).shape);
  for (int run = -kWarmUpRuns; run < runs; ++run) {
    const auto start = std::chrono::steady_clock::now();
    const std::vector<Tensor> outputs = SACCADE_TRY(session->run(input));
    // Reading the first output waits for a device that works on its own.
    SACCADE_TRY(outputs.front().host());
    if (run >= 0) timing.run_ms.push_back(milliseconds_since(start));
  }
  timing.level_us = time_levels(*session, input);
  const SessionInfo info = session->info();
  timing.engine = info.engine;
  timing.precision = info.precision;
  timing.kernel_count = info.kernel_count;
  return timing;
}

}  // namespace saccade
