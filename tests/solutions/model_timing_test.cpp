#include "saccade/model_timing.h"

#include <gtest/gtest.h>

#include "saccade/models.h"

namespace saccade {
namespace {

TEST(ModelTiming, CountsTheRunsAndSaysWhatRan) {
  if (!find_model("face_landmark")) GTEST_SKIP() << "skipped: the face models are not here (make models)";
  const Result<ModelTiming> timing = time_model("face_landmark", {.device = "cpu", .threads = 1, .runs = 3});
  ASSERT_TRUE(timing) << timing.error().to_string();
  EXPECT_EQ(timing->run_ms.size(), 3u);
  EXPECT_GT(timing->kernel_count, 0);
  EXPECT_TRUE(timing->engine.starts_with("cpu")) << timing->engine;
}

TEST(ModelTiming, RefusesNoRunsUnknownModelsAndDevices) {
  EXPECT_EQ(time_model("face_landmark", {.device = "cpu", .threads = 1, .runs = 0}).error().code(),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(time_model("face_landmrk", {.device = "cpu", .threads = 1, .runs = 1}).error().code(),
            StatusCode::kNotFound);
  if (!find_model("face_landmark")) GTEST_SKIP() << "skipped: the face models are not here (make models)";
  EXPECT_EQ(time_model("face_landmark", {.device = "gpu:99", .threads = 1, .runs = 1}).error().code(),
            StatusCode::kUnavailable);
}

}  // namespace
}  // namespace saccade
