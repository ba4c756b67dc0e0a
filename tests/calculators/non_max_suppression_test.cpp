#include "calculators/detection/non_max_suppression.h"

#include <gtest/gtest.h>

#include <limits>

#include "saccade/proto/detection_calculators.pb.h"

namespace saccade {
namespace {

using Options = mediapipe::NonMaxSuppressionCalculatorOptions;

Detection detection(float score, RelativeBox box, int id = 0) {
  Detection result;
  result.score = score;
  result.box = box;
  result.keypoints = {{box.xmin, box.ymin}};
  result.label_id = id;
  return result;
}

Options weighted() {
  Options options;
  options.set_algorithm(Options::WEIGHTED);
  options.set_overlap_type(Options::INTERSECTION_OVER_UNION);
  options.set_min_suppression_threshold(0.3f);
  return options;
}

TEST(NonMaxSuppression, WeightsBoxesAndKeypointsOfAGroupByScore) {
  // Intersection 0.09 x 0.1, union 0.011: 0.818. Far apart: the third.
  const auto kept =
      suppress_non_maxima({detection(0.5f, {0.01f, 0, 0.1f, 0.1f}, 7), detection(0.9f, {0, 0, 0.1f, 0.1f}, 3),
                           detection(0.7f, {0.8f, 0.8f, 0.1f, 0.1f})},
                          weighted());
  ASSERT_EQ(kept.size(), 2u);
  EXPECT_FLOAT_EQ(kept[0].score, 0.9f);
  EXPECT_EQ(kept[0].label_id, 3);
  EXPECT_NEAR(kept[0].box.xmin, 0.5f * 0.01f / 1.4f, 1e-6f);
  EXPECT_NEAR(kept[0].box.width, 0.1f, 1e-6f);
  EXPECT_NEAR(kept[0].keypoints[0].x, 0.5f * 0.01f / 1.4f, 1e-6f);
  EXPECT_FLOAT_EQ(kept[1].score, 0.7f);
}

TEST(NonMaxSuppression, KeepsTheOrderOfEqualScores) {
  const auto kept =
      suppress_non_maxima({detection(0.5f, {0, 0, 0.1f, 0.1f}, 1), detection(0.5f, {0.5f, 0, 0.1f, 0.1f}, 2),
                           detection(0.5f, {0, 0.5f, 0.1f, 0.1f}, 3)},
                          weighted());
  ASSERT_EQ(kept.size(), 3u);
  EXPECT_EQ(kept[0].label_id, 1);
  EXPECT_EQ(kept[2].label_id, 3);
}

TEST(NonMaxSuppression, OfTouchingBoxesKeepsBoth) {
  const auto kept =
      suppress_non_maxima({detection(0.9f, {0, 0, 0.1f, 0.1f}), detection(0.8f, {0.1f, 0, 0.1f, 0.1f})}, weighted());
  EXPECT_EQ(kept.size(), 2u);
}

TEST(NonMaxSuppression, ByBestDropsOnlyWhatOverlapsMoreThanTheThreshold) {
  Options options;
  options.set_overlap_type(Options::INTERSECTION_OVER_UNION);
  options.set_min_suppression_threshold(1.0f / 3);  // exactly that of two boxes which share half of themselves
  const std::vector<Detection> pair = {detection(0.9f, {0, 0, 1, 1}), detection(0.8f, {0.5f, 0, 1, 1})};
  EXPECT_EQ(suppress_non_maxima(pair, options).size(), 2u);
  options.set_min_suppression_threshold(0.33f);
  EXPECT_EQ(suppress_non_maxima(pair, options).size(), 1u);
}

TEST(NonMaxSuppression, MeasuresOverlapInThreeWays) {
  // Half of each is shared: 1/2 of the second, 1/3 of the union and of the hull.
  const std::vector<Detection> pair = {detection(0.9f, {0, 0, 1, 1}), detection(0.8f, {0.5f, 0, 1, 1})};
  Options options;
  options.set_min_suppression_threshold(0.4f);
  options.set_overlap_type(Options::JACCARD);
  EXPECT_EQ(suppress_non_maxima(pair, options).size(), 2u);
  options.set_overlap_type(Options::MODIFIED_JACCARD);
  EXPECT_EQ(suppress_non_maxima(pair, options).size(), 1u);
  options.set_overlap_type(Options::INTERSECTION_OVER_UNION);
  EXPECT_EQ(suppress_non_maxima(pair, options).size(), 2u);
}

TEST(NonMaxSuppression, StopsAtTheScoreAndCountLimits) {
  Options options;
  options.set_overlap_type(Options::INTERSECTION_OVER_UNION);
  const std::vector<Detection> three = {detection(0.9f, {0, 0, 0.1f, 0.1f}), detection(0.8f, {0.5f, 0, 0.1f, 0.1f}),
                                        detection(0.2f, {0, 0.5f, 0.1f, 0.1f})};
  options.set_max_num_detections(1);
  EXPECT_EQ(suppress_non_maxima(three, options).size(), 1u);
  options.clear_max_num_detections();
  options.set_min_score_threshold(0.5f);
  EXPECT_EQ(suppress_non_maxima(three, options).size(), 2u);
  options.set_algorithm(Options::WEIGHTED);
  options.set_min_suppression_threshold(0.3f);
  EXPECT_EQ(suppress_non_maxima(three, options).size(), 2u);
}

TEST(NonMaxSuppression, EndsOnBoxesWithoutAreaAndScoresThatAreNoNumbers) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const auto kept = suppress_non_maxima(
      {detection(nan, {0, 0, 1, 1}), detection(0.5f, {0, 0, 0, 0}), detection(0, {2, 2, 1, 1})}, weighted());
  EXPECT_LE(kept.size(), 2u);
  for (const Detection& d : kept) EXPECT_TRUE(d.box.xmin == d.box.xmin);
}

}  // namespace
}  // namespace saccade
