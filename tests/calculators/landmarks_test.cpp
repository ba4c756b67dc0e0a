#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>

#include "calculators/landmarks/decode_landmarks.h"
#include "calculators/landmarks/project_landmarks.h"
#include "calculators/landmarks/refine_landmarks.h"
#include "saccade/proto/landmark_calculators.pb.h"

namespace saccade {
namespace {

using DecodeOptions = mediapipe::TensorsToLandmarksCalculatorOptions;
using RefineOptions = mediapipe::LandmarksRefinementCalculatorOptions;

DecodeOptions two_landmarks() {
  DecodeOptions options;
  options.set_num_landmarks(2);
  options.set_input_image_width(200);
  options.set_input_image_height(100);
  options.set_normalize_z(2);
  return options;
}

NormalizedLandmark at(float x, float y = 0, float z = 0) { return {x, y, z, std::nullopt, std::nullopt}; }

TEST(DecodeLandmarks, DividesByTheNetworksInput) {
  const std::array<float, 6> values = {20, 10, 40, 200, 100, -40};
  const auto landmarks = *decode_normalized_landmarks(values, {}, two_landmarks());
  ASSERT_EQ(landmarks.size(), 2u);
  EXPECT_FLOAT_EQ(landmarks[0].x, 0.1f);
  EXPECT_FLOAT_EQ(landmarks[0].y, 0.1f);
  EXPECT_FLOAT_EQ(landmarks[0].z, 0.1f);
  EXPECT_FLOAT_EQ(landmarks[1].x, 1);
  EXPECT_FLOAT_EQ(landmarks[1].z, -0.1f);
  EXPECT_FALSE(landmarks[0].visibility.has_value());
}

TEST(DecodeLandmarks, KeepsThreeDimensionalPositionsAsTheyAre) {
  const std::array<float, 6> values = {0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f};
  const auto landmarks = *decode_landmarks(values, {}, two_landmarks());
  EXPECT_FLOAT_EQ(landmarks[1].z, 0.6f);
}

TEST(DecodeLandmarks, AppliesSigmoidsToVisibilityAndPresence) {
  DecodeOptions options = two_landmarks();
  options.set_visibility_activation(DecodeOptions::SIGMOID);
  const std::array<float, 10> values = {0, 0, 0, 2, 0.5f, 0, 0, 0, -2, 0.25f};
  const auto landmarks = *decode_normalized_landmarks(values, {}, options);
  EXPECT_FLOAT_EQ(*landmarks[0].visibility, 1 / (1 + std::exp(-2.0f)));
  EXPECT_FLOAT_EQ(*landmarks[1].presence, 0.25f);
}

TEST(DecodeLandmarks, Flips) {
  const std::array<float, 4> values = {20, 10, 50, 100};
  const auto landmarks = *decode_normalized_landmarks(values, {.horizontal = true, .vertical = true}, two_landmarks());
  EXPECT_FLOAT_EQ(landmarks[0].x, 0.9f);
  EXPECT_FLOAT_EQ(landmarks[0].y, 0.9f);
  EXPECT_FLOAT_EQ(landmarks[1].y, 0);
}

TEST(DecodeLandmarks, RefusesWhatDoesNotDivide) {
  const std::array<float, 5> values = {};
  EXPECT_EQ(decode_normalized_landmarks(values, {}, two_landmarks()).error().message(), "5 values are not 2 landmarks");
  EXPECT_FALSE(decode_normalized_landmarks({}, {}, two_landmarks()).ok());
  DecodeOptions no_size = two_landmarks();
  no_size.clear_input_image_width();
  const std::array<float, 6> six = {};
  EXPECT_FALSE(decode_normalized_landmarks(six, {}, no_size).ok());
  EXPECT_TRUE(decode_landmarks(six, {}, no_size).ok());
}

TEST(ProjectLandmarks, TurnsAboutTheCentreOfTheRegion) {
  NormalizedLandmarks landmarks = {at(0.5f, 0.5f, 0.5f), at(1, 0.5f)};
  const NormalizedRect region{
      .x_center = 0.4f, .y_center = 0.6f, .width = 0.2f, .height = 0.2f, .rotation = std::numbers::pi_v<float> / 2};
  project_landmarks(landmarks, region, false);
  EXPECT_NEAR(landmarks[0].x, 0.4f, 1e-6f);
  EXPECT_NEAR(landmarks[0].y, 0.6f, 1e-6f);
  EXPECT_NEAR(landmarks[0].z, 0.1f, 1e-6f);
  EXPECT_NEAR(landmarks[1].x, 0.4f, 1e-6f);
  EXPECT_NEAR(landmarks[1].y, 0.7f, 1e-6f);
  NormalizedLandmarks upright = {at(1, 0.5f)};
  project_landmarks(upright, region, true);
  EXPECT_NEAR(upright[0].x, 0.5f, 1e-6f);
}

TEST(ProjectLandmarks, ByMatrixAgreesWithByRegionForASquare) {
  const NormalizedRect region{
      .x_center = 0.5f, .y_center = 0.5f, .width = 200.0f / 480, .height = 200.0f / 480, .rotation = 0.5f};
  NormalizedLandmarks by_matrix = {at(0.1f, 0.8f, 0.3f)};
  NormalizedLandmarks by_region = by_matrix;
  project_landmarks(by_matrix, image_from_roi({240, 240, 200, 200, 0.5f}, {480, 480}));
  project_landmarks(by_region, region, false);
  EXPECT_NEAR(by_matrix[0].x, by_region[0].x, 1e-6f);
  EXPECT_NEAR(by_matrix[0].y, by_region[0].y, 1e-6f);
  EXPECT_NEAR(by_matrix[0].z, by_region[0].z, 1e-6f);
  NormalizedLandmarks corner = {at(0)};
  project_landmarks(corner, image_from_roi({320, 240, 200, 200, std::numbers::pi_v<float> / 6}, {640, 480}));
  EXPECT_NEAR(corner[0].x, 0.442809f, 1e-5f);
  EXPECT_NEAR(corner[0].y, 0.215411f, 1e-5f);
}

TEST(ProjectLandmarks, RemovesTheLetterbox) {
  NormalizedLandmarks landmarks = {at(0.25f, 0.125f, 0.5f)};
  remove_letterbox(landmarks, {.left = 0.25f, .top = 0, .right = 0.25f, .bottom = 0});
  EXPECT_FLOAT_EQ(landmarks[0].x, 0);
  EXPECT_FLOAT_EQ(landmarks[0].y, 0.125f);
  EXPECT_FLOAT_EQ(landmarks[0].z, 1);
}

TEST(RotateLandmarks, TurnsClockwiseOnTheScreenAndKeepsTheDepth) {
  Landmarks landmarks = {{1, 0, 5, 0.5f, std::nullopt}, {0, 2, 0, std::nullopt, std::nullopt}};
  rotate_landmarks(landmarks, std::numbers::pi_v<float> / 2);
  EXPECT_NEAR(landmarks[0].x, 0, 1e-6f);
  EXPECT_NEAR(landmarks[0].y, 1, 1e-6f);
  EXPECT_EQ(landmarks[0].z, 5);
  EXPECT_EQ(landmarks[0].visibility, 0.5f);
  EXPECT_NEAR(landmarks[1].x, -2, 1e-6f);
  EXPECT_NEAR(landmarks[1].y, 0, 1e-6f);
}

TEST(DetectionOfLandmarks, HoldsThemAllOrTheChosen) {
  const NormalizedLandmarks landmarks = {at(0.5f, 0.1f), at(0.2f, 0.9f), at(-0.1f, 0.3f)};
  const Detection all = *detection_of_landmarks(landmarks, {});
  EXPECT_FLOAT_EQ(all.box.xmin, -0.1f);
  EXPECT_FLOAT_EQ(all.box.ymin, 0.1f);
  EXPECT_FLOAT_EQ(all.box.width, 0.6f);
  EXPECT_FLOAT_EQ(all.box.height, 0.8f);
  EXPECT_EQ(all.keypoints.size(), 3u);
  const std::array<int, 2> chosen = {1, 0};
  const Detection two = *detection_of_landmarks(landmarks, chosen);
  EXPECT_FLOAT_EQ(two.box.xmin, 0.2f);
  EXPECT_FLOAT_EQ(two.keypoints[1].x, 0.5f);
  const std::array<int, 1> absent = {3};
  EXPECT_FALSE(detection_of_landmarks(landmarks, absent).ok());
  EXPECT_FALSE(detection_of_landmarks({}, {}).ok());
}

void add_refinement(RefineOptions& options, std::initializer_list<int> indices) {
  auto* refinement = options.add_refinement();
  for (const int index : indices) refinement->add_indexes_mapping(index);
}

TEST(RefineLandmarks, FollowsTheRuleOfEachListInOrder) {
  RefineOptions options;
  add_refinement(options, {0, 1, 2});
  options.mutable_refinement(0)->mutable_z_refinement()->mutable_copy();
  add_refinement(options, {2});
  options.mutable_refinement(1)->mutable_z_refinement()->mutable_none();
  add_refinement(options, {3});
  auto* average = options.mutable_refinement(2)->mutable_z_refinement()->mutable_assign_average();
  average->add_indexes_for_average(0);
  average->add_indexes_for_average(2);
  const auto refiner = *LandmarksRefiner::create(options);
  const NormalizedLandmarks mesh = {at(1, 1, 10), at(2, 2, 20), {3, 3, 30, 1.0f, 1.0f}};
  const NormalizedLandmarks lips = {at(7, 8, 99)};
  const NormalizedLandmarks iris = {at(5, 6)};
  const std::array<const NormalizedLandmarks*, 3> lists = {&mesh, &lips, &iris};
  const NormalizedLandmarks refined = *refiner.refine(lists);
  ASSERT_EQ(refined.size(), 4u);
  EXPECT_FLOAT_EQ(refined[1].z, 20);
  EXPECT_FLOAT_EQ(refined[2].x, 7);
  EXPECT_FLOAT_EQ(refined[2].z, 30);
  EXPECT_FALSE(refined[2].visibility.has_value());
  EXPECT_FLOAT_EQ(refined[3].x, 5);
  EXPECT_FLOAT_EQ(refined[3].z, 20);
}

TEST(RefineLandmarks, RefusesGapsAndListsOfAnotherLength) {
  RefineOptions gap;
  add_refinement(gap, {0, 2});
  EXPECT_FALSE(LandmarksRefiner::create(gap).ok());
  EXPECT_FALSE(LandmarksRefiner::create(RefineOptions()).ok());
  RefineOptions average;
  add_refinement(average, {0});
  average.mutable_refinement(0)->mutable_z_refinement()->mutable_assign_average()->add_indexes_for_average(1);
  EXPECT_FALSE(LandmarksRefiner::create(average).ok());
  RefineOptions fine;
  add_refinement(fine, {0, 1});
  const NormalizedLandmarks one(1);
  const std::array<const NormalizedLandmarks*, 1> lists = {&one};
  EXPECT_FALSE(LandmarksRefiner::create(fine)->refine(lists).ok());
}

}  // namespace
}  // namespace saccade
