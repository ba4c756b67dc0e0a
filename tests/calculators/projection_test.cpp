#include "calculators/detection/projection.h"

#include <gtest/gtest.h>

#include <numbers>

namespace saccade {
namespace {

TEST(Projection, UndoesTheLetterboxOfAWideImage) {
  // 640x480 in a square: the region is 640x640, an eighth of it above and below the image.
  const auto padded = keep_aspect(roi_from_image({640, 480}), {128, 128});
  const ProjectionMatrix matrix = image_from_roi(padded->roi, {640, 480});
  Detection detection;
  detection.box = {0.25f, 0.25f, 0.5f, 0.5f};
  detection.keypoints = {{0.5f, 0.5f}, {0, 0.125f}};
  const Detection projected = project_detection(detection, matrix);
  EXPECT_NEAR(projected.box.xmin, 0.25f, 1e-6f);
  EXPECT_NEAR(projected.box.ymin, 1.0f / 6, 1e-6f);
  EXPECT_NEAR(projected.box.height, 2.0f / 3, 1e-6f);
  EXPECT_NEAR(projected.keypoints[1].y, 0, 1e-6f);
  const Detection unboxed = remove_letterbox(detection, padded->padding);
  EXPECT_NEAR(unboxed.box.ymin, projected.box.ymin, 1e-6f);
  EXPECT_NEAR(unboxed.box.height, projected.box.height, 1e-6f);
  EXPECT_NEAR(unboxed.keypoints[1].y, projected.keypoints[1].y, 1e-6f);
}

TEST(Projection, OfATurnedRegionGivesTheUprightHull) {
  const Roi quarter_turn{50, 50, 20, 20, std::numbers::pi_v<float> / 2};
  Detection detection;
  detection.box = {0, 0, 1, 0.5f};  // the upper half of the region lies to the right in the image
  const Detection projected = project_detection(detection, image_from_roi(quarter_turn, {100, 100}));
  EXPECT_NEAR(projected.box.xmin, 0.5f, 1e-6f);
  EXPECT_NEAR(projected.box.ymin, 0.4f, 1e-6f);
  EXPECT_NEAR(projected.box.width, 0.1f, 1e-6f);
  EXPECT_NEAR(projected.box.height, 0.2f, 1e-6f);
}

}  // namespace
}  // namespace saccade
