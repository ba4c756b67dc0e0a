// Every model alone against the peer's recorded outputs (golden/models.json documents inputs and statistics).
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <tuple>
#include <vector>

#include "engine/cpu/cpu_engine.h"
#include "model/tflite.h"
#include "saccade/video.h"
#include "support/instrumented.h"
#include "test_files.h"
#include "vulkan/test_engine.h"

namespace saccade {
namespace {

using nlohmann::json;

const json& golden() {
  static const json loaded = [] {
    std::ifstream file(shared_folder() / "golden" / "models.json");
    return file ? json::parse(file) : json();
  }();
  return loaded;
}

// The inputs "lcg" and "lcg_u8" of models.json.
std::vector<float> noise_input(const std::string& kind, const Shape& shape, double low, double high) {
  std::vector<float> values(shape.element_count());
  for (uint64_t i = 0; i < values.size(); ++i) {
    const uint64_t u = (i * 1103515245 + 12345) & 0x7fffffff;
    const double f = kind == "lcg" ? static_cast<double>(u) / 2147483648.0 : static_cast<double>(u >> 23) / 255.0;
    values[i] = static_cast<float>(low + (high - low) * f);
  }
  return values;
}

// The input "portrait_nn": nearest samples of the picture, channels past the third are 0.
std::vector<float> picture_input(const Image& picture, const Shape& shape, double low, double high) {
  const HostPixels pixels = *picture.host();
  const int bytes = bytes_per_pixel(picture.format());
  std::vector<float> values(shape.element_count(), 0.0f);
  float* to = values.data();
  for (int64_t y = 0; y < shape[1]; ++y) {
    for (int64_t x = 0; x < shape[2]; ++x, to += shape[3]) {
      const uint8_t* pixel =
          pixels.data + y * picture.height() / shape[1] * pixels.stride_bytes + x * picture.width() / shape[2] * bytes;
      for (int c = 0; c < std::min(shape[3], 3); ++c)
        to[c] = static_cast<float>(low + (high - low) * (pixel[c] / 255.0));
    }
  }
  return values;
}

void expect_close(std::span<const float> values, const json& want, double tolerance, const std::string& what) {
  const size_t n = values.size();
  double sum = 0, largest = 0;
  for (float value : values) sum += value, largest = std::max(largest, std::abs(static_cast<double>(value)));
  const json& samples = want["samples"];
  double worst = 0;
  for (size_t k = 0; k < samples.size(); ++k) {
    const size_t index = n <= 64 ? k : k * (n - 1) / 63;
    const double difference = std::abs(values[index] - samples[k].get<double>());
    worst = std::isnan(difference) ? INFINITY : std::max(worst, difference);
  }
  EXPECT_LE(worst, tolerance) << what << ": samples";
  EXPECT_NEAR(sum / static_cast<double>(n), want["mean"].get<double>(), tolerance) << what << ": mean";
  EXPECT_NEAR(largest, want["absmax"].get<double>(), tolerance) << what << ": largest absolute value";
}

// A sigmoid's output moves with its argument: what 5e-6 of the largest argument does to the largest value. Without this
// the two masks, whose values on noise are around 1e-9, would have to agree better than their arguments can.
double sigmoid_tolerance(const json& want) {
  double largest_argument = 0;
  for (const json& sample : want["samples"]) {
    const double p = sample.get<double>();
    if (p > 0 && p < 1) largest_argument = std::max(largest_argument, std::abs(std::log(p / (1 - p))));
  }
  return 5e-6 * largest_argument * want["absmax"].get<double>();
}

// The ways to compute: the CPU's instruction sets, and Vulkan with the plan for a CPU and the one for GPUs.
enum class Way : uint8_t { kScalar, kAvx2, kAvx512, kVulkan, kVulkanGpuTiles };

bool is_vulkan(Way way) { return way >= Way::kVulkan; }

cpu::Isa isa_of(Way way) { return static_cast<cpu::Isa>(way); }
static_assert(static_cast<int>(cpu::Isa::kAvx512) == static_cast<int>(Way::kAvx512));

std::string name_of(Way way) {
  if (way == Way::kVulkanGpuTiles) return "vulkan_gpu_tiles";
  return way == Way::kVulkan ? "vulkan" : cpu::isa_name(isa_of(way));
}

double tolerance(const std::string& model, Way way, const json& want) {
  const bool measured = want.contains("delta_builtin") && !want["delta_builtin"].is_null();
  const double delta = measured ? want["delta_builtin"].get<double>() : 0;
  double tolerance = std::max(5e-6 * want["absmax"].get<double>(), 4 * delta);
  if (model.starts_with("selfie_segmentation")) tolerance = std::max(tolerance, sigmoid_tolerance(want));
  // Our kernels add the residual before the sum over channels, so each term rounds at the residual's magnitude. In
  // these two nets the residual stream grows large: against double precision, pose_landmark_heavy's landmarks are off
  // by 0.016 of 218 on the portrait (peer 0.003, its own two kernels 0.004 apart), hand_landmark_2020's handedness by
  // 1.1e-5 to 1.7e-5 by the order of its sums (peer 5e-7).
  if (model == "pose_landmark_heavy.tflite" || model == "hand_landmark_2020.tflite") tolerance *= 2;
  // The scalar kernels have no fused multiply-add, which the peer's have, and shaders may have none: every product is
  // rounded once more.
  return way == Way::kScalar || is_vulkan(way) ? 2 * tolerance : tolerance;
}

Tensor input_of(const std::string& kind, const json& entry, const Shape& shape) {
  const double low = entry["range"][0], high = entry["range"][1];
  if (kind != "portrait_nn") return Tensor::from_floats(shape, noise_input(kind, shape, low, high));
  const auto picture = read_image((shared_folder() / "testdata" / golden()["image"].get<std::string>()).string());
  EXPECT_TRUE(picture.ok()) << picture.error().to_string();
  return Tensor::from_floats(shape, picture_input(*picture, shape, low, high));
}

using MadeEngine = Result<std::shared_ptr<Engine>>;

MadeEngine cpu_engine(const cpu::CpuEngineOptions& options) {
  return std::shared_ptr<Engine>(SACCADE_TRY(cpu::CpuEngine::create(options)));
}
MadeEngine vulkan_engine(const vulkan::VulkanEngineOptions& options, const vulkan::DeviceOptions& device = {}) {
  return std::shared_ptr<Engine>(SACCADE_TRY(vulkan::test_engine(options, device)));
}

MadeEngine poisoned_engine(Way way) {
  if (!is_vulkan(way)) return cpu_engine({.isa = isa_of(way), .poison_memory = true});
  return vulkan_engine({.poison_memory = true, .portable_tiles = way == Way::kVulkan});
}

struct SetUpOfWay {
  std::string name;
  MadeEngine engine;
};

// How the work is cut up and where tensors lie: the first is the plain one.
std::vector<SetUpOfWay> set_ups(Way way) {
  if (is_vulkan(way)) {
    const vulkan::DeviceOptions staging{.force_staging = true, .fake_alignment_bytes = 1024, .fake_incoherent = true};
    if (way == Way::kVulkanGpuTiles) {
      return {{"plain", vulkan_engine({.portable_tiles = false})},
              {"no aliasing", vulkan_engine({.alias_memory = false, .portable_tiles = false})}};
    }
    return {{"plain", vulkan_engine({})},
            {"no aliasing", vulkan_engine({.alias_memory = false})},
            {"staging", vulkan_engine({}, staging)}};
  }
  const cpu::Isa isa = isa_of(way);
  return {{"plain", cpu_engine({.isa = isa})},
          {"two threads", cpu_engine({.threads = 2, .isa = isa})},
          {"no aliasing", cpu_engine({.isa = isa, .alias_buffers = false})},
          {"no strip fusion", cpu_engine({.isa = isa, .fuse_strips = false})}};
}

class GoldenModel : public testing::TestWithParam<std::tuple<const char*, Way>> {
 protected:
  // Skips the test where there is no such model.
  void SetUp() override {
    name_ = std::string(std::get<0>(GetParam())) + ".tflite";
    way_ = std::get<1>(GetParam());
    if (is_vulkan(way_)) {
      const auto device = vulkan::shared_test_device();
      if (!device.ok()) GTEST_SKIP() << "skipped: " << device.error().message();
    } else if (isa_of(way_) > cpu::available_isas().back()) {
      GTEST_SKIP() << "skipped: this processor has no " << name_of(way_);
    }
    if (golden().is_null()) GTEST_SKIP() << "skipped: no golden/models.json (SACCADE_SHARED)";
    entry_ = golden()["models"][name_];
    const auto path = model_file(name_, entry_["bytes"].get<uintmax_t>());
    if (!path) GTEST_SKIP() << "skipped: " << name_ << " is not on this machine (SACCADE_MODELS)";
    const bool best = !is_vulkan(way_) && isa_of(way_) == cpu::available_isas().back();
    if (!best && is_too_large_here(entry_["bytes"].get<uintmax_t>())) {
      GTEST_SKIP() << "skipped: under a sanitizer large models run in the best way only";
    }
    auto model = load_tflite(*path);
    ASSERT_TRUE(model.ok()) << model.error().to_string();
    model_ = *std::move(model);
  }

  // Empty after a failure.
  std::vector<Tensor> run(const MadeEngine& engine, const Tensor& input, Precision precision = Precision::kFloat32) {
    EXPECT_TRUE(engine.ok()) << engine.error().to_string();
    if (!engine.ok()) return {};
    auto session = (*engine)->prepare(model_, {.wanted_outputs = {}, .precision = precision});
    EXPECT_TRUE(session.ok()) << session.error().to_string();
    if (!session.ok()) return {};
    auto results = (*session)->run(input);
    EXPECT_TRUE(results.ok()) << results.error().to_string();
    return results.ok() ? *std::move(results) : std::vector<Tensor>();
  }

  std::string name_;
  Way way_ = Way::kScalar;
  json entry_;
  Model model_;
};

TEST_P(GoldenModel, GivesThePeersOutputs) {
  const Shape shape = model_.tensor(model_.inputs[0]).shape;
  for (const auto& [kind, outputs] : entry_["runs"].items()) {
    const std::vector<Tensor> results = run(poisoned_engine(way_), input_of(kind, entry_, shape));
    ASSERT_EQ(results.size(), outputs.size());
    for (size_t i = 0; i < outputs.size(); ++i) {
      const json& want = outputs[i];
      EXPECT_EQ(results[i].shape().to_string(), json(want["shape"]).dump());
      expect_close(*results[i].floats(), want, tolerance(name_, way_, want),
                   name_ + " " + kind + " " + want["name"].get<std::string>());
    }
  }
}

// The bits of the outputs do not depend on how the work is cut up or where tensors lie.
TEST_P(GoldenModel, GivesTheSameBitsInEverySetUp) {
  const Tensor input = input_of("lcg", entry_, model_.tensor(model_.inputs[0]).shape);
  const std::vector<SetUpOfWay> set_ups = saccade::set_ups(way_);
  const std::vector<Tensor> plain = run(set_ups[0].engine, input);
  ASSERT_FALSE(plain.empty());
  for (const SetUpOfWay& set_up : set_ups) {
    SCOPED_TRACE(set_up.name);
    const std::vector<Tensor> other = run(set_up.engine, input);
    ASSERT_EQ(other.size(), plain.size());
    for (size_t i = 0; i < plain.size(); ++i) {
      const auto a = *plain[i].floats(), b = *other[i].floats();
      EXPECT_EQ(std::memcmp(a.data(), b.data(), a.size_bytes()), 0) << "output " << i;
    }
  }
}

class GoldenModelInHalfPrecision : public GoldenModel {};

// Activations and weights of 11 bits. The portrait shows a face, but no hand and no body: nets that look for those
// are unsure of what they say (their presence is below 0.1) and react to the last bit, as those that divide a picture
// into regions do at their edges. Measured: 1.05e-3 of the largest value at most for the others, 0.01 pixel for the
// face.
TEST_P(GoldenModelInHalfPrecision, StaysCloseToThePeersOutputs) {
  const Tensor input = input_of("portrait_nn", entry_, model_.tensor(model_.inputs[0]).shape);
  const std::vector<Tensor> results = run(poisoned_engine(way_), input, Precision::kFloat16);
  const json& outputs = entry_["runs"]["portrait_nn"];
  ASSERT_EQ(results.size(), outputs.size());
  const bool unsure =
      name_.starts_with("hand_landmark") || name_.starts_with("pose_landmark") || name_.starts_with("hair");
  for (size_t i = 0; i < outputs.size(); ++i) {
    const json& want = outputs[i];
    const double largest = want["absmax"].get<double>();
    const double tolerance = unsure ? std::max(0.04 * largest, 0.01) : 2e-3 * largest;
    const double face_tolerance = name_.starts_with("face_landmark") ? 0.02 : tolerance;
    expect_close(*results[i].floats(), want, std::min(tolerance, face_tolerance),
                 name_ + " " + want["name"].get<std::string>());
  }
}

const auto kModels = testing::Values(
    "face_detection_full_range", "face_detection_full_range_sparse", "face_detection_short_range", "face_landmark",
    "face_landmark_with_attention", "hair_segmentation", "hand_landmark_2020", "hand_landmark_full",
    "hand_landmark_lite", "hand_recrop", "iris_landmark", "object_detection_3d_camera", "object_detection_3d_chair",
    "object_detection_3d_cup", "object_detection_3d_sneakers", "object_detection_ssd_mobilenetv2_oidv4_fp16",
    "palm_detection_full", "palm_detection_lite", "pose_detection", "pose_landmark_full", "pose_landmark_heavy",
    "pose_landmark_lite", "selfie_segmentation", "selfie_segmentation_landscape");

std::string test_name(const testing::TestParamInfo<std::tuple<const char*, Way>>& info) {
  return std::string(std::get<0>(info.param)) + "_" + name_of(std::get<1>(info.param));
}

INSTANTIATE_TEST_SUITE_P(All, GoldenModel,
                         testing::Combine(kModels, testing::Values(Way::kScalar, Way::kAvx2, Way::kAvx512, Way::kVulkan,
                                                                   Way::kVulkanGpuTiles)),
                         test_name);
INSTANTIATE_TEST_SUITE_P(All, GoldenModelInHalfPrecision,
                         testing::Combine(kModels, testing::Values(Way::kVulkan, Way::kVulkanGpuTiles)), test_name);

}  // namespace
}  // namespace saccade
