// Pictures that nobody meant for bodies: nothing may break, and no result may hold a number that is none.
#include <gtest/gtest.h>

#include <cmath>

#include "body_golden.h"
#include "hostile_pictures.h"
#include "saccade/overlay.h"
#include "saccade/pose.h"
#include "saccade/selfie_segmentation.h"
#include "support/instrumented.h"

namespace saccade {
namespace {

constexpr unsigned kSeed = 20261122;

template <typename Points>
bool all_finite(const Points& points) {
  for (const auto& point : points) {
    if (!std::isfinite(point.x) || !std::isfinite(point.y) || !std::isfinite(point.z)) return false;
    if (!(*point.visibility >= 0 && *point.visibility <= 1)) return false;
  }
  return true;
}

TEST(PoseHostile, AThousandPicturesGiveNumbersOrNothing) {
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  PoseOptions options;
  options.complexity = 0;
  options.segmentation = true;
  options.min_detection_confidence = 0.1f;
  options.min_tracking_confidence = 0.01f;  // follow what is hardly there
  auto pose = Pose::create(options);
  if (!pose.ok() && pose.error().code() == StatusCode::kNotFound) {
    GTEST_SKIP() << "skipped: " << pose.error().message();
  }
  ASSERT_TRUE(pose.ok()) << pose.error().to_string();
  HostilePictures pictures(kSeed, "two_faces.png");
  size_t found = 0;
  for (int i = 0; i < count_here(1000); ++i) {
    const Frame frame{pictures.next(), i, i};
    SCOPED_TRACE("picture " + std::to_string(i));
    const auto result = pose->process(frame);
    ASSERT_TRUE(result.ok()) << result.error().to_string();
    found += result->poses.size();
    for (const BodyPose& body : result->poses) {
      ASSERT_EQ(body.landmarks.size(), 33u);
      ASSERT_TRUE(all_finite(body.landmarks) && all_finite(body.world_landmarks));
    }
    ASSERT_TRUE(result->mask.empty() || !result->poses.empty());
    if (!result->mask.empty()) {
      ASSERT_EQ(result->mask.width(), frame.image.width());
      compare_masks(result->mask, Image());
      ASSERT_TRUE(draw(frame.image, *result).ok());
    }
  }
  EXPECT_GT(found, 0u);
}

TEST(SelfieHostile, AThousandPicturesGiveMasks) {
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  SelfieSegmentationOptions options;
  options.background = "blur";
  auto selfie = SelfieSegmentation::create(options);
  if (!selfie.ok() && selfie.error().code() == StatusCode::kNotFound) {
    GTEST_SKIP() << "skipped: " << selfie.error().message();
  }
  HostilePictures pictures(kSeed, "two_faces.png");
  for (int i = 0; i < count_here(1000); ++i) {
    const Frame frame{pictures.next(), i, i};
    SCOPED_TRACE("picture " + std::to_string(i));
    if (i == 500) selfie->set_background(frame.image);
    const auto result = selfie->process(frame);
    ASSERT_TRUE(result.ok()) << result.error().to_string();
    ASSERT_EQ(result->mask.width(), frame.image.width());
    ASSERT_EQ(result->mask.height(), frame.image.height());
    compare_masks(result->mask, Image());
    ASSERT_EQ(result->composed.width(), frame.image.width());
  }
}

}  // namespace
}  // namespace saccade
