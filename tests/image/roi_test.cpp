#include "image/roi.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

namespace saccade {
namespace {

constexpr float kPi = std::numbers::pi_v<float>;

void expect_near(const LetterboxPadding& actual, const LetterboxPadding& expected) {
  EXPECT_NEAR(actual.left, expected.left, 1e-6f);
  EXPECT_NEAR(actual.top, expected.top, 1e-6f);
  EXPECT_NEAR(actual.right, expected.right, 1e-6f);
  EXPECT_NEAR(actual.bottom, expected.bottom, 1e-6f);
}

// Where the matrix takes a point of the region.
Point2 apply(const std::array<float, 16>& matrix, float u, float v) {
  return {matrix[0] * u + matrix[1] * v + matrix[3], matrix[4] * u + matrix[5] * v + matrix[7]};
}

TEST(Roi, ARectIsScaledByTheImageAndNotRounded) {
  const Roi roi =
      roi_from_rect({.x_center = 0.65f, .y_center = 0.4f, .width = 0.51f, .height = 0.5f, .rotation = 1}, {64, 128});
  EXPECT_FLOAT_EQ(roi.center_x, 41.6f);
  EXPECT_FLOAT_EQ(roi.center_y, 51.2f);
  EXPECT_FLOAT_EQ(roi.width, 32.64f);
  EXPECT_FLOAT_EQ(roi.height, 64.f);
  EXPECT_FLOAT_EQ(roi.rotation, 1.f);
}

TEST(Roi, TheWholeImageIsCentred) { EXPECT_EQ(roi_from_image({640, 480}), (Roi{320, 240, 640, 480, 0})); }

TEST(KeepAspect, ALandscapeImageGrowsUpAndDown) {
  const PaddedRoi padded = *keep_aspect(roi_from_image({640, 480}), {128, 128});
  EXPECT_EQ(padded.roi, (Roi{320, 240, 640, 640, 0}));
  expect_near(padded.padding, {0, 0.125f, 0, 0.125f});

  expect_near(keep_aspect(roi_from_image({1280, 720}), {224, 224})->padding, {0, 0.21875f, 0, 0.21875f});
}

TEST(KeepAspect, APortraitImageGrowsLeftAndRight) {
  const PaddedRoi padded = *keep_aspect(roi_from_image({480, 640}), {192, 192});
  EXPECT_EQ(padded.roi, (Roi{240, 320, 640, 640, 0}));
  expect_near(padded.padding, {0.125f, 0, 0.125f, 0});
}

TEST(KeepAspect, FollowsATensorThatIsNotSquare) {
  const PaddedRoi padded = *keep_aspect({50, 50, 100, 100, 0.3f}, {256, 128});
  EXPECT_EQ(padded.roi, (Roi{50, 50, 200, 100, 0.3f}));
  expect_near(padded.padding, {0.25f, 0, 0.25f, 0});
}

TEST(KeepAspect, TheSameAspectStays) {
  const PaddedRoi padded = *keep_aspect({10, 20, 30, 30, 1}, {192, 192});
  EXPECT_EQ(padded.roi, (Roi{10, 20, 30, 30, 1}));
  expect_near(padded.padding, {0, 0, 0, 0});
}

TEST(KeepAspect, RefusesRegionsAndTensorsWithoutArea) {
  for (const Roi& roi : {Roi{0, 0, 0, 10, 0}, Roi{0, 0, 10, -1, 0}, Roi{0, 0, NAN, 10, 0}, Roi{INFINITY, 0, 10, 10, 0},
                         Roi{0, 0, 10, 10, NAN}, Roi{0, 0, 1e30f, 10, 0}}) {
    EXPECT_EQ(keep_aspect(roi, {8, 8}).error().code(), StatusCode::kInvalidArgument);
  }
  EXPECT_EQ(keep_aspect({0, 0, 10, 10, 0}, {0, 8}).error().code(), StatusCode::kInvalidArgument);
}

TEST(ImageFromRoi, GivesTheWorkedCheckValues) {
  const std::array<float, 16> matrix = image_from_roi({320, 240, 200, 200, kPi / 6}, {640, 480});

  const std::array<float, 16> expected = {.270633f, -.15625f, 0,      .442809f, .208333f, .360844f, 0, .215411f,
                                          0,        0,        .3125f, 0,        0,        0,        0, 1};
  for (size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(matrix[i], expected[i], 1e-6f) << "element " << i;
  EXPECT_NEAR(apply(matrix, 0, 0).x, .442809f, 1e-6f);
  EXPECT_NEAR(apply(matrix, 0, 0).y, .215411f, 1e-6f);
  EXPECT_NEAR(apply(matrix, .5f, .5f).x, .5f, 1e-6f);
  EXPECT_NEAR(apply(matrix, .5f, .5f).y, .5f, 1e-6f);
}

TEST(ImageFromRoi, TurnsClockwiseOnTheScreen) {
  // A quarter turn: the region's right is the image's down.
  const std::array<float, 16> matrix = image_from_roi({50, 50, 20, 20, kPi / 2}, {100, 100});
  EXPECT_NEAR(apply(matrix, 1, .5f).x, .5f, 1e-6f);
  EXPECT_NEAR(apply(matrix, 1, .5f).y, .6f, 1e-6f);
}

}  // namespace
}  // namespace saccade
