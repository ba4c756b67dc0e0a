#include "model/tflite.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/check.h"
#include "model/rewrite.h"
#include "model_files.h"

namespace saccade {
namespace {

TEST(Tflite, LoadsEverySharedModel) {
  const auto paths = shared_models();
  if (paths.empty()) GTEST_SKIP() << "skipped: no shared models";
  for (const auto& path : paths) {
    const Result<Model> model = load_tflite(path);
    ASSERT_TRUE(model.ok()) << model.error().to_string();
    const Result<Model> folded = rewrite(*model, {.wanted_outputs = {}, .fuse = false});
    ASSERT_TRUE(folded.ok()) << folded.error().to_string();
    EXPECT_TRUE(check_model(*folded).ok()) << check_model(*folded).to_string();
  }
}

TEST(Tflite, NamesTheFileThatIsMissing) {
  const Result<Model> model = load_tflite("/nonexistent/face.tflite");
  ASSERT_FALSE(model.ok());
  EXPECT_EQ(model.error().code(), StatusCode::kNotFound);
  EXPECT_THAT(model.error().message(), testing::HasSubstr("/nonexistent/face.tflite"));
}

}  // namespace
}  // namespace saccade
