#include "calculators/detection/decode_detections.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "saccade/proto/detection_calculators.pb.h"

namespace saccade {
namespace {

using Options = mediapipe::TensorsToDetectionsCalculatorOptions;

// Boxes of 4 values, one keypoint of 2, scale 100.
Options small_options() {
  Options options;
  options.set_num_classes(1);
  options.set_num_coords(6);
  options.set_keypoint_coord_offset(4);
  options.set_num_keypoints(1);
  options.set_x_scale(100);
  options.set_y_scale(100);
  options.set_w_scale(100);
  options.set_h_scale(100);
  options.set_reverse_output_order(true);
  options.set_sigmoid_score(true);
  options.set_score_clipping_thresh(100);
  options.set_min_score_thresh(0.5f);
  return options;
}

const Anchor kAnchor{.x_center = 0.5f, .y_center = 0.25f, .h = 1, .w = 1};

Result<std::vector<Detection>> decode(const Options& options, std::vector<float> boxes, std::vector<float> scores,
                                      std::vector<Anchor> anchors) {
  return DetectionDecoder::create(options)->decode(boxes, scores, anchors);
}

TEST(DecodeDetections, PutsBoxesAndKeypointsAroundTheAnchor) {
  const auto found = *decode(small_options(), {10, -5, 20, 40, 1, 2}, {0}, {kAnchor});
  ASSERT_EQ(found.size(), 1u);  // a sigmoid of exactly the threshold is kept
  EXPECT_FLOAT_EQ(found[0].score, 0.5f);
  EXPECT_FLOAT_EQ(found[0].box.xmin, 0.5f);
  EXPECT_FLOAT_EQ(found[0].box.ymin, 0.0f);
  EXPECT_FLOAT_EQ(found[0].box.width, 0.2f);
  EXPECT_FLOAT_EQ(found[0].box.height, 0.4f);
  ASSERT_EQ(found[0].keypoints.size(), 1u);
  EXPECT_FLOAT_EQ(found[0].keypoints[0].x, 0.51f);
  EXPECT_FLOAT_EQ(found[0].keypoints[0].y, 0.27f);
}

TEST(DecodeDetections, ReadsRowsBeforeColumnsUnlessReversed) {
  Options options = small_options();
  options.set_reverse_output_order(false);
  const auto found = *decode(options, {-5, 10, 40, 20, 2, 1}, {3}, {kAnchor});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_FLOAT_EQ(found[0].box.xmin, 0.5f);
  EXPECT_FLOAT_EQ(found[0].box.height, 0.4f);
  EXPECT_FLOAT_EQ(found[0].keypoints[0].x, 0.51f);
}

TEST(DecodeDetections, TakesSizesAsExponentsOnRequest) {
  Options options = small_options();
  options.set_apply_exponential_on_box_size(true);
  const auto found = *decode(options, {0, 0, 0, 100, 0, 0}, {3}, {kAnchor});
  EXPECT_FLOAT_EQ(found[0].box.width, 1);
  EXPECT_FLOAT_EQ(found[0].box.height, std::exp(1.0f));
}

TEST(DecodeDetections, DropsScoresBelowTheThresholdAndClipsRawOnes) {
  const auto found =
      *decode(small_options(), std::vector<float>(18, 1), {-0.001f, 1e30f, 2}, {kAnchor, kAnchor, kAnchor});
  ASSERT_EQ(found.size(), 2u);
  EXPECT_FLOAT_EQ(found[0].score, 1);
  EXPECT_FLOAT_EQ(found[1].score, 1 / (1 + std::exp(-2.0f)));
}

TEST(DecodeDetections, KeepsExactlyWhatTheThresholdSaysForEveryThreshold) {
  // The shortcut past the exponential must agree with the rule itself.
  std::vector<float> scores;
  for (float raw = -8; raw <= 8; raw += 0.01f) scores.push_back(raw);
  const std::vector<Anchor> anchors(scores.size(), kAnchor);
  const std::vector<float> boxes(scores.size() * 6, 1);
  for (const float threshold : {0.0f, 0.001f, 0.3f, 0.5f, 0.6f, 0.999f, 1.0f}) {
    Options options = small_options();
    options.set_min_score_thresh(threshold);
    size_t expected = 0;
    for (const float raw : scores) expected += 1 / (1 + std::exp(-raw)) >= threshold;
    EXPECT_EQ(decode(options, boxes, scores, anchors)->size(), expected) << threshold;
  }
}

TEST(DecodeDetections, ChoosesTheBestAllowedClassAndTheFirstOfEqualOnes) {
  Options options = small_options();
  options.set_num_classes(4);
  options.add_ignore_classes(0);
  const auto found = *decode(options, std::vector<float>(12, 1), {9, 2, 3, 3, 9, 5, 1, 1}, {kAnchor, kAnchor});
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].label_id, 2);
  EXPECT_EQ(found[1].label_id, 1);
}

TEST(DecodeDetections, StopsAtMaxResults) {
  Options options = small_options();
  options.set_max_results(2);
  EXPECT_EQ(decode(options, std::vector<float>(18, 1), {1, 1, 1}, {kAnchor, kAnchor, kAnchor})->size(), 2u);
}

TEST(DecodeDetections, TurnsUpsideDownOnRequest) {
  Options options = small_options();
  options.set_flip_vertically(true);
  const auto found = *decode(options, {10, -5, 20, 40, 1, 2}, {3}, {kAnchor});
  EXPECT_FLOAT_EQ(found[0].box.ymin, 0.6f);
  EXPECT_FLOAT_EQ(found[0].box.height, 0.4f);
  EXPECT_FLOAT_EQ(found[0].keypoints[0].y, 0.73f);
}

TEST(DecodeDetections, LeavesOutBoxesThatCannotBe) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  const std::vector<float> boxes = {0, 0, -1, 1, 0, 0, nan, 0, 1, 1, 0, 0, 0, 0, 1, infinity, 0, 0, 0, 0, 1, 1, nan, 0};
  EXPECT_TRUE(decode(small_options(), boxes, {1, 1, 1, 1}, std::vector<Anchor>(4, kAnchor))->empty());
  EXPECT_TRUE(decode(small_options(), std::vector<float>(6, 1), {nan}, {kAnchor})->empty());
}

TEST(DecodeDetections, RefusesTensorsOfAnotherSize) {
  EXPECT_EQ(decode(small_options(), {1, 2, 3}, {1}, {kAnchor}).error().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(decode(small_options(), std::vector<float>(6, 1), {}, {kAnchor}).error().code(),
            StatusCode::kInvalidArgument);
}

TEST(DecodeDetections, RefusesOptionsThatDoNotFitTogether) {
  Options no_scale = small_options();
  no_scale.clear_h_scale();
  EXPECT_EQ(DetectionDecoder::create(no_scale).error().code(), StatusCode::kInvalidArgument);
  Options keypoints = small_options();
  keypoints.set_num_keypoints(2);
  EXPECT_EQ(DetectionDecoder::create(keypoints).error().code(), StatusCode::kInvalidArgument);
  Options offset = small_options();
  offset.set_box_coord_offset(-1);
  EXPECT_EQ(DetectionDecoder::create(offset).error().code(), StatusCode::kInvalidArgument);
  Options huge = small_options();
  huge.set_num_keypoints(2147483647);
  huge.set_num_values_per_keypoint(2147483647);
  EXPECT_EQ(DetectionDecoder::create(huge).error().code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace saccade
