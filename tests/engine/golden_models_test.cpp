// Every model alone against the peer's recorded outputs (golden/models.json documents inputs and statistics).
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <tuple>
#include <vector>

#include "engine/cpu/cpu_engine.h"
#include "model/tflite.h"
#include "test_files.h"

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

// One of the documented inputs, by its name in models.json.
std::vector<float> lcg_input(const std::string& kind, const Shape& shape, double low, double high) {
  std::vector<float> values(shape.element_count());
  for (uint64_t i = 0; i < values.size(); ++i) {
    const uint64_t u = (i * 1103515245 + 12345) & 0x7fffffff;
    const double f = kind == "lcg" ? static_cast<double>(u) / 2147483648.0 : static_cast<double>(u >> 23) / 255.0;
    values[i] = static_cast<float>(low + (high - low) * f);
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

double tolerance(const std::string& model, cpu::Isa isa, const json& want) {
  const bool measured = want.contains("delta_builtin") && !want["delta_builtin"].is_null();
  const double delta = measured ? want["delta_builtin"].get<double>() : 0;
  double tolerance = std::max(5e-6 * want["absmax"].get<double>(), 4 * delta);
  if (model.starts_with("selfie_segmentation")) tolerance = std::max(tolerance, sigmoid_tolerance(want));
  // The scalar kernels have no fused multiply-add, which the peer's have: every product is rounded once more.
  return isa == cpu::Isa::kScalar ? 2 * tolerance : tolerance;
}

class GoldenModel : public testing::TestWithParam<std::tuple<const char*, cpu::Isa>> {};

TEST_P(GoldenModel, GivesThePeersOutputs) {
  const std::string name = std::string(std::get<0>(GetParam())) + ".tflite";
  const cpu::Isa isa = std::get<1>(GetParam());
  if (isa > cpu::available_isas().back()) GTEST_SKIP() << "skipped: this processor has no " << cpu::isa_name(isa);
  if (golden().is_null()) GTEST_SKIP() << "skipped: no golden/models.json (SACCADE_SHARED)";
  const json& entry = golden()["models"][name];
  const auto path = model_file(name, entry["bytes"].get<uintmax_t>());
  if (!path) GTEST_SKIP() << "skipped: " << name << " is not on this machine (SACCADE_MODELS)";

  auto model = load_tflite(*path);
  ASSERT_TRUE(model.ok()) << model.error().to_string();
  auto engine = cpu::CpuEngine::create({.isa = isa, .poison_memory = true});
  ASSERT_TRUE(engine.ok()) << engine.error().to_string();
  auto session = (*engine)->prepare(*model, {});
  ASSERT_TRUE(session.ok()) << session.error().to_string();

  const Shape shape = model->tensor(model->inputs[0]).shape;
  for (const auto& [kind, outputs] : entry["runs"].items()) {
    if (kind == "portrait_nn") continue;
    const std::vector<float> input = lcg_input(kind, shape, entry["range"][0], entry["range"][1]);
    auto results = (*session)->run(Tensor::from_floats(shape, input));
    ASSERT_TRUE(results.ok()) << results.error().to_string();
    ASSERT_EQ(results->size(), outputs.size());
    for (size_t i = 0; i < outputs.size(); ++i) {
      const json& want = outputs[i];
      EXPECT_EQ((*results)[i].shape().to_string(), json(want["shape"]).dump());
      expect_close(*(*results)[i].floats(), want, tolerance(name, isa, want),
                   name + " " + kind + " " + want["name"].get<std::string>());
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, GoldenModel,
    testing::Combine(testing::Values("face_detection_full_range", "face_detection_full_range_sparse",
                                     "face_detection_short_range", "face_landmark", "face_landmark_with_attention",
                                     "hair_segmentation", "hand_landmark_2020", "hand_landmark_full",
                                     "hand_landmark_lite", "hand_recrop", "iris_landmark", "object_detection_3d_camera",
                                     "object_detection_3d_chair", "object_detection_3d_cup",
                                     "object_detection_3d_sneakers", "object_detection_ssd_mobilenetv2_oidv4_fp16",
                                     "palm_detection_full", "palm_detection_lite", "pose_detection",
                                     "pose_landmark_full", "pose_landmark_heavy", "pose_landmark_lite",
                                     "selfie_segmentation", "selfie_segmentation_landscape"),
                     testing::Values(cpu::Isa::kScalar, cpu::Isa::kAvx2, cpu::Isa::kAvx512)),
    [](const auto& info) {
      return std::string(std::get<0>(info.param)) + "_" + cpu::isa_name(std::get<1>(info.param));
    });

}  // namespace
}  // namespace saccade
