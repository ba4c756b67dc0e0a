#include "calculators/detection/rects.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "saccade/proto/detection_calculators.pb.h"

namespace saccade {
namespace {

constexpr float kPi = std::numbers::pi_v<float>;

using ToRects = mediapipe::DetectionsToRectsCalculatorOptions;
using Transformation = mediapipe::RectTransformationCalculatorOptions;

Detection palm() {
  Detection detection;
  detection.box = {0.4f, 0.35f, 0.2f, 0.3f};
  detection.keypoints = {{0.6f, 0.7f}, {0, 0}, {0.5f, 0.5f}};
  return detection;
}

TEST(Rects, WrapAnglesIntoHalfAnOpenTurn) {
  EXPECT_FLOAT_EQ(wrap_angle(0.5f), 0.5f);
  EXPECT_FLOAT_EQ(wrap_angle(-kPi), -kPi);
  EXPECT_NEAR(wrap_angle(kPi + 0.25f), -kPi + 0.25f, 1e-5f);
  EXPECT_NEAR(wrap_angle(90) * 180 / kPi, 116.620156f, 1e-3f);
}

TEST(Rects, TurnTheLineBetweenTwoKeypointsToItsTarget) {
  const RotationVector vector{.start_keypoint = 0, .end_keypoint = 2, .target_angle = kPi / 2};
  EXPECT_NEAR(*rotation_of(palm(), vector, {640, 480}), -0.588003f, 1e-5f);
}

TEST(Rects, OfAnAbsentKeypointAreAnError) {
  EXPECT_EQ(rotation_of(palm(), {0, 3, 0}, {640, 480}).error().message(), "keypoint 3 of a detection with 3");
  EXPECT_FALSE(rotation_of(palm(), {-1, 2, 0}, {640, 480}).ok());
}

TEST(Rects, OfAPalmReachTheWholeHand) {
  NormalizedRect rect = rect_of_box(palm());
  EXPECT_FLOAT_EQ(rect.x_center, 0.5f);
  EXPECT_FLOAT_EQ(rect.y_center, 0.5f);
  rect.rotation = -0.588003f;
  Transformation options;
  options.set_scale_x(2.6f);
  options.set_scale_y(2.6f);
  options.set_shift_y(-0.5f);
  options.set_square_long(true);
  const NormalizedRect hand = transform_rect(rect, options, {640, 480});
  EXPECT_NEAR(hand.x_center, 0.437596f, 1e-5f);
  EXPECT_NEAR(hand.y_center, 0.375192f, 1e-5f);
  EXPECT_NEAR(hand.width, 0.585f, 1e-5f);
  EXPECT_NEAR(hand.height, 0.78f, 1e-5f);
}

TEST(Rects, ShiftWithoutRotationInTheirOwnUnits) {
  Transformation options;
  options.set_shift_x(0.5f);
  options.set_shift_y(-1);
  const NormalizedRect moved =
      transform_rect({.x_center = 0.5f, .y_center = 0.5f, .width = 0.2f, .height = 0.1f}, options, {100, 300});
  EXPECT_FLOAT_EQ(moved.x_center, 0.6f);
  EXPECT_FLOAT_EQ(moved.y_center, 0.4f);
}

TEST(Rects, TurnBeforeTheyShift) {
  Transformation options;
  options.set_rotation_degrees(90);
  options.set_shift_y(1);
  const NormalizedRect moved =
      transform_rect({.x_center = 0.5f, .y_center = 0.5f, .width = 0.1f, .height = 0.1f}, options, {100, 200});
  EXPECT_NEAR(moved.rotation, kPi / 2, 1e-6f);
  EXPECT_NEAR(moved.x_center, 0.3f, 1e-6f);  // 20 px down the rectangle's own axis is 20 px to the left
  EXPECT_NEAR(moved.y_center, 0.5f, 1e-6f);
}

TEST(Rects, SquareOnTheLongOrTheShortSideInPixels) {
  Transformation options;
  options.set_square_short(true);
  const NormalizedRect rect{.x_center = 0.5f, .y_center = 0.5f, .width = 0.2f, .height = 0.2f};
  const NormalizedRect square = transform_rect(rect, options, {200, 100});
  EXPECT_FLOAT_EQ(square.width, 0.1f);
  EXPECT_FLOAT_EQ(square.height, 0.2f);
}

TEST(Rects, InPixelsAreRounded) {
  Transformation options;
  options.set_scale_x(1.5f);
  const Rect rect = transform_rect(Rect{.x_center = 10, .y_center = 20, .width = 5, .height = 4}, options);
  EXPECT_EQ(rect.x_center, 10);
  EXPECT_EQ(rect.width, 8);
  EXPECT_EQ(rect.height, 4);
}

TEST(Rects, HoldAllKeypoints) {
  const NormalizedRect rect = *rect_of_keypoints(palm());
  EXPECT_FLOAT_EQ(rect.x_center, 0.3f);
  EXPECT_FLOAT_EQ(rect.width, 0.6f);
  EXPECT_FLOAT_EQ(rect.height, 0.7f);
  Detection lonely;
  lonely.keypoints = {{0.5f, 0.5f}};
  EXPECT_FALSE(rect_of_keypoints(lonely).ok());
}

TEST(Rects, OfAlignmentPointsReachFromOneToTheOther) {
  Detection detection;
  detection.keypoints = {{0.5f, 0.5f}, {0.5f, 0.25f}};
  const NormalizedRect rect = *rect_of_alignment_points(detection, {0, 1, 0}, {200, 400});
  EXPECT_FLOAT_EQ(rect.x_center, 0.5f);
  EXPECT_FLOAT_EQ(rect.width * 200, 200);  // twice 100 px
  EXPECT_FLOAT_EQ(rect.height * 400, 200);
}

TEST(Rects, OverlapAsIntersectionOverUnion) {
  const NormalizedRect a{.x_center = 0.5f, .y_center = 0.5f, .width = 1, .height = 1};
  NormalizedRect b = a;
  EXPECT_FLOAT_EQ(intersection_over_union(a, b), 1);
  b.x_center = 1;
  EXPECT_FLOAT_EQ(intersection_over_union(a, b), 1.0f / 3);
  b.x_center = 3;
  EXPECT_FLOAT_EQ(intersection_over_union(a, b), 0);
  EXPECT_FLOAT_EQ(intersection_over_union({}, {}), 0);
}

TEST(Rects, NeedAWholeRotationOrNone) {
  ToRects options;
  EXPECT_FALSE(rotation_vector(options)->has_value());
  options.set_rotation_vector_start_keypoint_index(0);
  EXPECT_FALSE(rotation_vector(options).ok());
  options.set_rotation_vector_end_keypoint_index(1);
  options.set_rotation_vector_target_angle_degrees(90);
  EXPECT_NEAR((*rotation_vector(options))->target_angle, kPi / 2, 1e-6f);
  options.set_rotation_vector_target_angle(1);
  EXPECT_FALSE(rotation_vector(options).ok());
}

}  // namespace
}  // namespace saccade
