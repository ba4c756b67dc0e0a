#include "engine/self_test.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "engine/self_test_model.h"

namespace saccade {
namespace {

// Of the largest number of an output: sums of a few hundred products through about ten layers.
constexpr float kSingleTolerance = 2e-4f;
constexpr float kHalfTolerance = 3e-2f;
constexpr float kCropTolerance = 1e-2f;  // values from -1 to 1: one of 256 steps

using Numbers = std::vector<std::vector<float>>;  // by output

Result<std::vector<float>> numbers_of(const Tensor& tensor) {
  const std::span<const float> values = SACCADE_TRY(tensor.floats());
  return std::vector<float>(values.begin(), values.end());
}

Result<Numbers> run_network(Session& session, const Tensor& input) {
  Numbers numbers;
  for (const Tensor& output : SACCADE_TRY(session.run(input))) {
    numbers.push_back(SACCADE_TRY(numbers_of(output)));
  }
  return numbers;
}

Status compare(const std::string& what, const std::vector<float>& found, const std::vector<float>& wanted,
               float tolerance) {
  if (found.size() != wanted.size()) return internal_error("self-test failed: " + what + " has another size");
  float largest = 1, worst = 0;
  for (size_t i = 0; i < wanted.size(); ++i) {
    largest = std::max(largest, std::abs(wanted[i]));
    const float difference = std::abs(found[i] - wanted[i]);
    worst = difference > worst || std::isnan(difference) ? difference : worst;
    if (std::isnan(worst)) break;
  }
  if (worst <= tolerance * largest) return ok_status();
  return internal_error("self-test failed: " + what + " differs from the CPU's by " + std::to_string(worst));
}

Status compare_all(const std::string& what, const Numbers& found, const Numbers& wanted, float tolerance) {
  if (found.size() != wanted.size()) return internal_error("self-test failed: " + what + " has other outputs");
  for (size_t i = 0; i < wanted.size(); ++i) {
    SACCADE_TRY(compare(what + " output " + std::to_string(i), found[i], wanted[i], tolerance));
  }
  return ok_status();
}

Status test_network(Engine& device, Engine& cpu, Precision precision) {
  const bool half = precision == Precision::kFloat16;
  const std::string what = half ? "float16" : "float32";
  const Model model = self_test_model();
  const std::unique_ptr<Session> wanted = SACCADE_TRY(cpu.prepare(model, {}));
  const std::unique_ptr<Session> tested =
      SACCADE_TRY(device.prepare(model, {.wanted_outputs = {}, .precision = precision}));
  for (const int batch : {1, 3}) {
    const Tensor input = self_test_input(batch);
    const Numbers expected = SACCADE_TRY(run_network(*wanted, input));
    const Numbers first = SACCADE_TRY(run_network(*tested, input));
    SACCADE_TRY(compare_all(what, first, expected, half ? kHalfTolerance : kSingleTolerance));
    if (SACCADE_TRY(run_network(*tested, input)) != first) {
      return internal_error("self-test failed: a second " + what + " run gives other numbers than the first");
    }
  }
  return ok_status();
}

Status test_crop(Engine& device, Engine& cpu) {
  const Image image = self_test_image();
  const Roi rois[] = {{.center_x = 20, .center_y = 15, .width = 24, .height = 18, .rotation = 0.5f}};
  const WarpSpec spec{.width = 16, .height = 16, .channels = 3, .range_min = -1, .range_max = 1};
  const std::vector<float> wanted = SACCADE_TRY(numbers_of(SACCADE_TRY(cpu.warp_to_tensor(image, rois, spec))));
  const std::vector<float> found = SACCADE_TRY(numbers_of(SACCADE_TRY(device.warp_to_tensor(image, rois, spec))));
  return compare("the crop of a picture", found, wanted, kCropTolerance);
}

}  // namespace

SelfTestVerdict self_test(Engine& device, Engine& cpu) {
  SelfTestVerdict verdict;
  verdict.single = test_crop(device, cpu);
  if (verdict.single.ok()) verdict.single = test_network(device, cpu, Precision::kFloat32);
  if (verdict.single.ok()) verdict.half = test_network(device, cpu, Precision::kFloat16);
  return verdict;
}

}  // namespace saccade
