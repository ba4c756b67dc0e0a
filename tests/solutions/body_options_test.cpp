// What pose and selfie_segmentation say to wrong options and wrong use.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "golden.h"
#include "image/convert.h"
#include "saccade/pose.h"
#include "saccade/selfie_segmentation.h"
#include "saccade/video.h"
#include "solutions/validate.h"

namespace saccade {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(BodyOptions, AreRefusedByNameWithWhatIsAllowed) {
  PoseOptions pose;
  EXPECT_TRUE(validate(pose).ok());
  for (const int complexity : {-1, 3}) {
    pose.complexity = complexity;
    EXPECT_THAT(Pose::create(pose).error().message(), AllOf(HasSubstr("complexity"), HasSubstr("between 0 and 2")));
  }
  pose = {};
  pose.min_tracking_confidence = 1.5f;
  EXPECT_EQ(Pose::create(pose).error().code(), StatusCode::kInvalidArgument);
  SelfieSegmentationOptions selfie;
  selfie.model = "portrait";
  EXPECT_THAT(SelfieSegmentation::create(selfie).error().message(), HasSubstr("square|landscape"));
  for (const char* background : {"green", "#00b14", "#00b1400", "#00g140", "Blur"}) {
    selfie = {};
    selfie.background = background;
    EXPECT_THAT(SelfieSegmentation::create(selfie).error().message(),
                AllOf(HasSubstr(background), HasSubstr("blur or a colour")));
  }
}

class BodyUse : public testing::Test {
 protected:
  void SetUp() override {
    if (shared_folder().empty()) GTEST_SKIP() << "skipped: no ../shared";
    portrait_ = *read_image(shared_folder() + "/testdata/portrait.png");
    options_.complexity = 0;
    const Status missing = Pose::create(options_).error();
    if (missing.code() == StatusCode::kNotFound) GTEST_SKIP() << "skipped: " << missing.message();
  }
  Frame portrait(int64_t timestamp_us) const { return {portrait_, timestamp_us, 0}; }
  PoseOptions options_;
  Image portrait_;
};

TEST_F(BodyUse, OfThresholdsTakesEffect) {
  EXPECT_EQ(Pose::create(options_)->process(portrait(0))->poses.size(), 1u);
  options_.min_detection_confidence = 1;
  EXPECT_TRUE(Pose::create(options_)->process(portrait(0))->poses.empty());
  options_.min_detection_confidence = 0.5f;
  options_.min_tracking_confidence = 1;
  EXPECT_TRUE(Pose::create(options_)->process(portrait(0))->poses.empty());
}

TEST_F(BodyUse, OfTimestampsThatGoBackIsRefusedAndDoesNoHarm) {
  auto pose = *Pose::create(options_);
  ASSERT_TRUE(pose.process(portrait(100)).ok());
  EXPECT_EQ(pose.process(portrait(100)).error().code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(pose.process({Image(), 101, 0}).error().message(), HasSubstr("empty"));
  EXPECT_EQ(pose.process(portrait(102))->poses.size(), 1u);
  ASSERT_TRUE(pose.reset().ok());
  EXPECT_EQ(pose.process(portrait(5))->poses.size(), 1u);
}

// The head that makes the mask is most of the lite network's work at full size.
TEST_F(BodyUse, WithoutAMaskRunsFewerKernels) {
  const auto kernels = [&](bool segmentation) {
    options_.segmentation = segmentation;
    int count = 0;
    for (const NodePlacement& node : Pose::create(options_)->placement()) {
      if (node.node == "poselandmarkbyroicpu__InferenceCalculator") count = node.kernel_count;
    }
    return count;
  };
  EXPECT_LT(kernels(false), kernels(true));
}

TEST_F(BodyUse, OfBackgroundsPutsThePersonOnThem) {
  SelfieSegmentationOptions options;
  auto plain = *SelfieSegmentation::create(options);
  EXPECT_TRUE(plain.process(portrait(0))->composed.empty());
  options.background = "#0102fd";
  auto selfie = *SelfieSegmentation::create(options);
  const auto on_color = *selfie.process(portrait(0));
  const auto pixel = [](const Image& image, int x, int y) {
    const HostPixels pixels = *image.host();
    const uint8_t* p = pixels.data + y * pixels.stride_bytes + x * bytes_per_pixel(image.format());
    return std::vector<int>{p[0], p[1], p[2]};
  };
  const Image original = *convert(portrait_, PixelFormat::kRgb8);
  EXPECT_EQ(pixel(on_color.composed, 2, 2), (std::vector<int>{1, 2, 0xfd}));
  EXPECT_EQ(pixel(on_color.composed, 300, 350), pixel(original, 300, 350));
  selfie.set_background(portrait_);
  const Image on_itself = selfie.process(portrait(0))->composed;
  for (const int at : {2, 300, 597}) {
    for (int c = 0; c < 3; ++c) EXPECT_NEAR(pixel(on_itself, at, at)[c], pixel(original, at, at)[c], 1);
  }
  selfie.set_background(Image());
  EXPECT_TRUE(selfie.process(portrait(0))->composed.empty());
}

}  // namespace
}  // namespace saccade
