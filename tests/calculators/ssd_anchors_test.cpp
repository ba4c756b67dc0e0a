#include "calculators/detection/ssd_anchors.h"

#include <gtest/gtest.h>

#include "saccade/proto/detection_calculators.pb.h"

namespace saccade {
namespace {

using Options = mediapipe::SsdAnchorsCalculatorOptions;

Options face_options(int size, std::initializer_list<int> strides, float interpolated) {
  Options options;
  options.set_input_size_width(size);
  options.set_input_size_height(size);
  options.set_min_scale(0.1484375f);
  options.set_max_scale(0.75f);
  options.set_num_layers(static_cast<int>(strides.size()));
  for (const int stride : strides) options.add_strides(stride);
  options.add_aspect_ratios(1);
  options.set_interpolated_scale_aspect_ratio(interpolated);
  options.set_fixed_anchor_size(true);
  return options;
}

void expect_center(const Anchor& anchor, float x, float y) {
  EXPECT_NEAR(anchor.x_center, x, 1e-6f);
  EXPECT_NEAR(anchor.y_center, y, 1e-6f);
}

void expect_anchor(const Anchor& anchor, float x, float y, float w, float h) {
  expect_center(anchor, x, y);
  EXPECT_NEAR(anchor.w, w, 1e-5f);
  EXPECT_NEAR(anchor.h, h, 1e-5f);
}

TEST(SsdAnchors, OfTheShortRangeDetectorAlternateInEveryCell) {
  const auto anchors = *make_ssd_anchors(face_options(128, {8, 16, 16, 16}, 1));
  ASSERT_EQ(anchors.size(), 896u);
  expect_anchor(anchors[0], 0.03125f, 0.03125f, 1, 1);
  expect_center(anchors[1], 0.03125f, 0.03125f);
  expect_center(anchors[2], 0.09375f, 0.03125f);
  expect_center(anchors[512], 0.0625f, 0.0625f);  // the three layers of stride 16 share one map
  expect_center(anchors[517], 0.0625f, 0.0625f);
  expect_center(anchors[518], 0.1875f, 0.0625f);
}

TEST(SsdAnchors, OfTheFullRangeDetectorStandOnePerCell) {
  const auto anchors = *make_ssd_anchors(face_options(192, {4}, 0));
  ASSERT_EQ(anchors.size(), 2304u);
  expect_center(anchors[0], 0.010417f, 0.010417f);
  expect_center(anchors[1], 0.03125f, 0.010417f);
  expect_center(anchors.back(), 0.989583f, 0.989583f);
}

TEST(SsdAnchors, OfPalmAndPoseDetectorsHaveTheCheckedCounts) {
  const auto palm = *make_ssd_anchors(face_options(192, {8, 16, 16, 16}, 1));
  ASSERT_EQ(palm.size(), 2016u);
  expect_center(palm[0], 0.020833f, 0.020833f);
  expect_center(palm[2], 0.0625f, 0.020833f);
  expect_center(palm.back(), 0.958333f, 0.958333f);
  const auto pose = *make_ssd_anchors(face_options(224, {8, 16, 32, 32, 32}, 1));
  ASSERT_EQ(pose.size(), 2254u);
  expect_center(pose[1568], 0.035714f, 0.035714f);
  expect_center(pose[1960], 0.071429f, 0.071429f);
  expect_center(pose.back(), 0.928571f, 0.928571f);
}

TEST(SsdAnchors, OfObjectronKeepTheirShapesAndTheReducedLowestLayer) {
  Options options;
  options.set_input_size_width(300);
  options.set_input_size_height(300);
  options.set_min_scale(0.2f);
  options.set_max_scale(0.95f);
  options.set_num_layers(6);
  for (const int stride : {16, 32, 64, 128, 256, 512}) options.add_strides(stride);
  for (const float ratio : {1.0f, 2.0f, 0.5f, 3.0f, 0.3333f}) options.add_aspect_ratios(ratio);
  options.set_reduce_boxes_in_lowest_layer(true);
  const auto anchors = *make_ssd_anchors(options);
  ASSERT_EQ(anchors.size(), 1917u);
  expect_anchor(anchors[0], 0.026316f, 0.026316f, 0.1f, 0.1f);
  expect_anchor(anchors[1], 0.026316f, 0.026316f, 0.282843f, 0.141421f);
  expect_anchor(anchors[2], 0.026316f, 0.026316f, 0.141421f, 0.282843f);
  expect_anchor(anchors[1083], 0.05f, 0.05f, 0.35f, 0.35f);
  expect_anchor(anchors[1084], 0.05f, 0.05f, 0.494975f, 0.247487f);
  expect_anchor(anchors[1086], 0.05f, 0.05f, 0.606218f, 0.202073f);
  expect_anchor(anchors[1087], 0.05f, 0.05f, 0.202062f, 0.606248f);
  expect_anchor(anchors[1088], 0.05f, 0.05f, 0.41833f, 0.41833f);
}

TEST(SsdAnchors, MayBeGivenOneByOne) {
  Options options;
  mediapipe::Anchor* fixed = options.add_fixed_anchors();
  fixed->set_x_center(0.25f);
  fixed->set_y_center(0.5f);
  fixed->set_w(0.125f);
  fixed->set_h(1);
  const auto anchors = *make_ssd_anchors(options);
  ASSERT_EQ(anchors.size(), 1u);
  expect_anchor(anchors[0], 0.25f, 0.5f, 0.125f, 1);
}

TEST(SsdAnchors, RefuseOptionsThatDoNotFitTogether) {
  Options no_layers = face_options(128, {}, 1);
  EXPECT_EQ(make_ssd_anchors(no_layers).error().code(), StatusCode::kInvalidArgument);
  Options too_few_strides = face_options(128, {8}, 1);
  too_few_strides.set_num_layers(2);
  EXPECT_NE(make_ssd_anchors(too_few_strides).error().message().find("num_layers is 2"), std::string::npos);
  EXPECT_EQ(make_ssd_anchors(face_options(128, {0}, 1)).error().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(make_ssd_anchors(face_options(0, {8}, 1)).error().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(make_ssd_anchors(face_options(2147483647, {1}, 1)).error().code(), StatusCode::kInvalidArgument);
  Options bad_ratio = face_options(128, {8}, 1);
  bad_ratio.add_aspect_ratios(-1);
  EXPECT_EQ(make_ssd_anchors(bad_ratio).error().code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace saccade
