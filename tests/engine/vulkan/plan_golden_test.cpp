// The plans of the real models for a GPU, as when last counted: no dispatch, level or byte comes back unseen.
//
// Dispatches (levels) that are the targets, and where more is planned:
//   face_detection_short_range 21 (18), face_landmark 25 (21), iris_landmark 55 (38), hand_landmark_lite 37 (34),
//   hand_landmark_2020 36 (34): reached
//   face_detection_full_range 49 (48), palm full 35 (32) and lite 30 (27), pose_detection 45 (39), pose_landmark_lite
//     55 (41): a resize whose 1x1 convolution moved in front of it is a dispatch of its own (with activation and sum),
//     which costs less than that convolution on four times the pixels; pose_detection also stores two maps
//     depth-to-space that others read as they are
//   face_landmark_with_attention 91 (38): the products that put a scale on three landmark heads
//   selfie_segmentation 61 (60): a product with the scale of squeeze and excitation is a dispatch
//   hair_segmentation 101 (96): 103 dispatches, for the positions of maxima, in fewer levels
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

#include "../test_files.h"
#include "engine/vulkan/ops/plan.h"
#include "model/rewrite.h"
#include "model/tflite.h"
#include "shader_table.h"

namespace saccade::vulkan {
namespace {

constexpr const char* kModels[] = {
    "face_detection_full_range",
    "face_detection_full_range_sparse",
    "face_detection_short_range",
    "face_landmark",
    "face_landmark_with_attention",
    "hair_segmentation",
    "hand_landmark_2020",
    "hand_landmark_lite",
    "hand_recrop",
    "iris_landmark",
    "palm_detection_full",
    "palm_detection_lite",
    "pose_detection",
    "pose_landmark_lite",
    "selfie_segmentation",
    "selfie_segmentation_landscape",
};

std::filesystem::path path_of(const std::string& name) { return shared_folder() / "models" / (name + ".tflite"); }

Result<Plan> plan_of(const std::string& name, const PlanOptions& options) {
  const Model model = SACCADE_TRY(load_tflite(path_of(name)));
  return make_plan(SACCADE_TRY(rewrite(model, {})), options);
}

// "face_landmark 25 dispatches 21 levels 589824 bytes: conv 5, depthwise_pointwise 20"
std::string count_line(const std::string& name, const Plan& plan) {
  std::map<std::string, int> shaders;
  for (const Dispatch& dispatch : plan.dispatches) ++shaders[shader_table()[static_cast<size_t>(dispatch.shader)].name];
  std::ostringstream line;
  line << name << ' ' << plan.dispatches.size() << " dispatches " << plan.level_count << " levels " << plan.arena_bytes
       << " bytes";
  for (const auto& [shader, count] : shaders) {
    line << (shader == shaders.begin()->first ? ": " : ", ") << shader << ' ' << count;
  }
  return line.str();
}

class VulkanPlans : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : kModels) {
      if (!std::filesystem::exists(path_of(name))) GTEST_SKIP() << "skipped: no models in SACCADE_SHARED";
    }
  }
};

// tests/engine/vulkan/plan_counts.txt is the golden; after a better plan, put in what this prints.
TEST_F(VulkanPlans, HaveAsFewDispatchesAndLevelsAsCounted) {
  std::ostringstream actual, expected;
  for (const char* name : kModels) {
    const Result<Plan> plan = plan_of(name, {.half = true});
    ASSERT_TRUE(plan.ok()) << plan.error().to_string();
    actual << count_line(name, *plan) << '\n';
  }
  const char* source = std::getenv("SACCADE_SOURCE");
  ASSERT_NE(source, nullptr);
  expected << std::ifstream(std::filesystem::path(source) / "tests/engine/vulkan/plan_counts.txt").rdbuf();
  EXPECT_EQ(actual.str(), expected.str()) << actual.str();
}

// Sessions keep one copy of the weights for all batches.
TEST_F(VulkanPlans, HaveTheSameConstantsForEveryBatch) {
  for (const char* name : kModels) {
    SCOPED_TRACE(name);
    const Result<Plan> one = plan_of(name, {.half = true}), many = plan_of(name, {.half = true, .batch = 9});
    ASSERT_TRUE(one.ok() && many.ok());
    EXPECT_EQ(one->constants, many->constants);
    EXPECT_EQ(one->dispatches.size(), many->dispatches.size());
    EXPECT_EQ(one->level_count, many->level_count);
  }
}

// The smallest device that Vulkan 1.1 allows.
TEST_F(VulkanPlans, StayWithinWhatEveryDeviceHas) {
  for (const char* name : kModels) {
    for (int batch : {1, 16}) {
      SCOPED_TRACE(name);
      const Result<Plan> plan = plan_of(name, {.half = true, .batch = batch});
      ASSERT_TRUE(plan.ok()) << plan.error().to_string();
      for (const Dispatch& dispatch : plan->dispatches) {
        EXPECT_LE(dispatch.constants.at(0), 128u) << dispatch.text;
        EXPECT_LE(dispatch.bindings.size(), 4u) << dispatch.text;
        EXPECT_LE(dispatch.push.size(), 32u) << dispatch.text;
        for (const Binding& binding : dispatch.bindings) {
          EXPECT_LE(binding.size_bytes, size_t{128} << 20) << dispatch.text;
        }
      }
    }
  }
}

}  // namespace
}  // namespace saccade::vulkan
