// Filters over time, and the calculators made of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "calculators/landmarks/landmark_smoother.h"
#include "calculators/landmarks/one_euro_filter.h"
#include "calculators/landmarks/velocity_filter.h"
#include "graph_tester.h"
#include "saccade/proto/landmark_calculators.pb.h"
#include "saccade/types.h"

namespace saccade {
namespace {

using Options = mediapipe::LandmarksSmoothingCalculatorOptions;
using testing::HasSubstr;

constexpr int64_t kStep_us = 33'333;

// Of the formula in MediaPipe's filter, computed apart: min_cutoff 0.05, beta 80, a scale of 1/200.
TEST(OneEuroFilter, FollowsItsFormula) {
  OneEuroFilter filter({30, 0.05, 80, 1});
  const float values[] = {100, 102, 101, 110, 110};
  const float expected[] = {100, 100.936688f, 100.951109f, 108.247253f, 109.605562f};
  for (int i = 0; i < 5; ++i) EXPECT_NEAR(filter.apply((i + 1) * kStep_us, values[i], 1 / 200.f), expected[i], 2e-4f);
}

TEST(OneEuroFilter, TimeZeroIsATimeLikeAnyOther) {
  OneEuroFilter from_zero({30, 0.05, 80, 1}), later({30, 0.05, 80, 1});
  for (int64_t i = 0; i < 4; ++i) {
    const float value = 10.f + static_cast<float>(i * i);
    EXPECT_EQ(from_zero.apply(i * 100'000, value, 1), later.apply(5'000'000 + i * 100'000, value, 1));
  }
}

TEST(OneEuroFilter, PassesValuesOfATimeThatDoesNotGrowAndForgetsThem) {
  OneEuroFilter filter({30, 1, 0, 1}), other({30, 1, 0, 1});
  EXPECT_EQ(filter.apply(kStep_us, 1, 1), 1);
  EXPECT_EQ(filter.apply(kStep_us, 100, 1), 100);
  EXPECT_EQ(filter.apply(0, -100, 1), -100);
  EXPECT_EQ(other.apply(kStep_us, 1, 1), 1);
  EXPECT_EQ(filter.apply(2 * kStep_us, 2, 1), other.apply(2 * kStep_us, 2, 1));
}

TEST(OneEuroFilter, RecoversFromANumberThatIsNone) {
  OneEuroFilter filter({30, 1, 0, 1});
  filter.apply(kStep_us, 5, 1);
  EXPECT_TRUE(std::isnan(filter.apply(2 * kStep_us, NAN, 1)));
  filter.apply(3 * kStep_us, 7, 1);
  EXPECT_NEAR(filter.apply(4 * kStep_us, 7, 1), 7, 0.1);
}

TEST(VelocityFilter, RestsWhereNothingMovesAndFollowsWhatDoes) {
  VelocityFilter resting({5, 10}), moving({5, 10});
  EXPECT_EQ(resting.apply(kStep_us, 3, 1), 3);
  EXPECT_EQ(resting.apply(2 * kStep_us, 3, 1), 3);
  EXPECT_EQ(moving.apply(kStep_us, 0, 1), 0);
  // 1 in 33.333 ms is 30 a second: alpha = 1 - 1 / (1 + 10 * 30).
  EXPECT_NEAR(moving.apply(2 * kStep_us, 1, 1), 1 - 1 / 301.f, 1e-4f);
  // Back again: over both steps nothing has moved, and the filter stays.
  EXPECT_NEAR(moving.apply(3 * kStep_us, 0, 1), 1 - 1 / 301.f, 1e-4f);
}

TEST(VelocityFilter, CountsOldStepsOnlyAsFarAsASteadyRateReaches) {
  VelocityFilter filter({1, 10});
  filter.apply(0, 0, 1);
  filter.apply(1'000'000, 100, 1);
  // The second step's 10 ms and the first one's second would be more than two frames at 30 Hz: -50 in 10 ms alone.
  const float alpha = 1 - 1 / (1 + 10 * 5000.f);
  const float before = 100 * (1 - 1 / (1 + 10 * 100.f));
  EXPECT_NEAR(filter.apply(1'010'000, 50, 1), alpha * 50 + (1 - alpha) * before, 1e-2f);
}

Options one_euro() {
  Options options;
  auto& filter = *options.mutable_one_euro_filter();
  filter.set_min_cutoff(0.05f);
  filter.set_beta(80);
  return options;
}

NormalizedLandmark at(float x, float y, float z) { return {x, y, z, 0.5f, 0.25f}; }

TEST(LandmarkSmoother, WorksInPixelsOfTheImageMeasuredByTheObject) {
  const Options options = one_euro();
  auto smoother = *LandmarkSmoother::create(options);
  const float pixels[] = {100, 102, 101, 110, 110};
  const float expected[] = {100, 100.936688f, 100.951109f, 108.247253f, 109.605562f};
  for (int i = 0; i < 5; ++i) {
    NormalizedLandmarks landmarks = {at(pixels[i] / 640, pixels[i] / 480, pixels[i] / 640), at(0, 0, 0)};
    ASSERT_TRUE(smoother.apply((i + 1) * kStep_us, 200.f, {640, 480}, landmarks).ok());
    EXPECT_NEAR(landmarks[0].x * 640, expected[i], 1e-3);
    EXPECT_NEAR(landmarks[0].y * 480, expected[i], 1e-3);
    EXPECT_NEAR(landmarks[0].z * 640, expected[i], 1e-3);
    EXPECT_EQ(landmarks[1].x, 0);
    EXPECT_EQ(landmarks[0].visibility, 0.5f);
    EXPECT_EQ(landmarks[0].presence, 0.25f);
  }
}

TEST(LandmarkSmoother, WithoutAnObjectMeasuresByTheLandmarksBox) {
  const Options options = one_euro();
  auto given = *LandmarkSmoother::create(options), own = *LandmarkSmoother::create(options);
  for (int i = 0; i < 4; ++i) {
    const float shift = 0.01f * static_cast<float>(i * i);
    Landmarks a = {{0 + shift, 0, 0, {}, {}}, {3 + shift, 1, 0, {}, {}}}, b = a;
    ASSERT_TRUE(given.apply(i * kStep_us, 2.f, a).ok());
    ASSERT_TRUE(own.apply(i * kStep_us, std::nullopt, b).ok());
    EXPECT_NEAR(a[1].x, b[1].x, 1e-6f);
  }
}

TEST(LandmarkSmoother, LeavesTinyObjectsAlone) {
  const Options options = one_euro();
  auto smoother = *LandmarkSmoother::create(options);
  for (int i = 0; i < 3; ++i) {
    Landmarks point = {{static_cast<float>(i), 0, 0, {}, {}}};
    ASSERT_TRUE(smoother.apply(i * kStep_us, 1e-9f, point).ok());
    EXPECT_EQ(point[0].x, static_cast<float>(i));
  }
}

TEST(LandmarkSmoother, RefusesAnotherNumberOfLandmarksUntilReset) {
  const Options options = one_euro();
  auto smoother = *LandmarkSmoother::create(options);
  Landmarks two(2), three(3);
  ASSERT_TRUE(smoother.apply(1, 1.f, two).ok());
  EXPECT_EQ(smoother.apply(2, 1.f, three).message(), "3 landmarks after 2");
  smoother.reset();
  EXPECT_TRUE(smoother.apply(3, 1.f, three).ok());
}

TEST(LandmarkSmoother, WantsAFilterThatCanWork) {
  EXPECT_THAT(LandmarkSmoother::create(Options()).error().message(), HasSubstr("name a filter"));
  Options zero = one_euro();
  zero.mutable_one_euro_filter()->set_min_cutoff(0);
  EXPECT_FALSE(LandmarkSmoother::create(zero).ok());
  Options window;
  window.mutable_velocity_filter()->set_window_size(-1);
  EXPECT_FALSE(LandmarkSmoother::create(window).ok());
}

std::string smoothing_graph(const std::string& filter) {
  return R"(
    input_stream: "landmarks" input_stream: "size" output_stream: "smooth"
    node {
      calculator: "LandmarksSmoothingCalculator" input_stream: "NORM_LANDMARKS:landmarks"
      input_stream: "IMAGE_SIZE:size" output_stream: "NORM_FILTERED_LANDMARKS:smooth"
      options { [mediapipe.LandmarksSmoothingCalculatorOptions.ext] { )" +
         filter + "} } }";
}

TEST(LandmarksSmoothingCalculator, StartsAnewAfterATimestampWithoutLandmarks) {
  GraphTester graph(smoothing_graph("one_euro_filter { min_cutoff: 0.01 }"));
  ASSERT_TRUE(graph.status().ok()) << graph.status().to_string();
  const auto add = [&](int64_t at_us, float x) {
    ASSERT_TRUE(graph.add<Size>("size", at_us, {100, 100}).ok());
    ASSERT_TRUE(graph.add<NormalizedLandmarks>("landmarks", at_us, {at(x, 0, 0), at(0, 1, 0)}).ok());
  };
  add(kStep_us, 0.2f);
  add(2 * kStep_us, 0.8f);
  ASSERT_TRUE(graph.add<Size>("size", 3 * kStep_us, {100, 100}).ok());
  ASSERT_TRUE(graph.settle("landmarks", 3 * kStep_us).ok());
  add(4 * kStep_us, 0.9f);
  const auto smooth = graph.values<NormalizedLandmarks>("smooth");
  ASSERT_EQ(smooth.size(), 3u);
  EXPECT_FLOAT_EQ(smooth[0].second[0].x, 0.2f);
  EXPECT_LT(smooth[1].second[0].x, 0.25f);
  EXPECT_FLOAT_EQ(smooth[2].second[0].x, 0.9f);
}

TEST(LandmarksSmoothingCalculator, NeedsAFilter) {
  EXPECT_THAT(GraphTester(smoothing_graph("")).status().message(), HasSubstr("name a filter"));
}

TEST(VisibilitySmoothingCalculator, MixesVisibilitiesOnly) {
  GraphTester graph(R"(
    input_stream: "landmarks" output_stream: "smooth"
    node {
      calculator: "VisibilitySmoothingCalculator" input_stream: "LANDMARKS:landmarks"
      output_stream: "FILTERED_LANDMARKS:smooth"
      options { [mediapipe.VisibilitySmoothingCalculatorOptions.ext] { low_pass_filter { alpha: 0.25 } } }
    })");
  ASSERT_TRUE(graph.status().ok()) << graph.status().to_string();
  ASSERT_TRUE(graph.add<Landmarks>("landmarks", 1, {{1, 2, 3, 1.f, 0.5f}, {1, 2, 3, {}, {}}}).ok());
  ASSERT_TRUE(graph.add<Landmarks>("landmarks", 2, {{4, 5, 6, 0.f, 0.1f}, {1, 2, 3, {}, {}}}).ok());
  const auto smooth = graph.values<Landmarks>("smooth");
  EXPECT_EQ(smooth[0].second[0].visibility, 1.f);
  EXPECT_FLOAT_EQ(*smooth[1].second[0].visibility, 0.75f);
  EXPECT_EQ(smooth[1].second[0].presence, 0.1f);
  EXPECT_EQ(smooth[1].second[0].x, 4);
  EXPECT_FALSE(smooth[1].second[1].visibility.has_value());
  EXPECT_FALSE(graph.add<Landmarks>("landmarks", 3, {{}}).ok());
}

TEST(VisibilityCopyCalculator, CopiesWhatItsOptionsSay) {
  GraphTester graph(R"(
    input_stream: "from" input_stream: "to" output_stream: "both"
    node {
      calculator: "VisibilityCopyCalculator" input_stream: "NORM_LANDMARKS_FROM:from" input_stream: "LANDMARKS_TO:to"
      output_stream: "LANDMARKS_TO:both"
      options { [mediapipe.VisibilityCopyCalculatorOptions.ext] { copy_presence: false } }
    })");
  ASSERT_TRUE(graph.status().ok()) << graph.status().to_string();
  ASSERT_TRUE(graph.add<NormalizedLandmarks>("from", 1, {at(9, 9, 9)}).ok());
  ASSERT_TRUE(graph.add<Landmarks>("to", 1, {{1, 2, 3, {}, {}}}).ok());
  const auto both = graph.values<Landmarks>("both");
  ASSERT_EQ(both.size(), 1u);
  EXPECT_EQ(both[0].second[0].visibility, 0.5f);
  EXPECT_FALSE(both[0].second[0].presence.has_value());
  EXPECT_EQ(both[0].second[0].x, 1);
  ASSERT_TRUE(graph.add<NormalizedLandmarks>("from", 2, {at(9, 9, 9), at(9, 9, 9)}).ok());
  EXPECT_THAT(graph.add<Landmarks>("to", 2, {{}}).message(), HasSubstr("2 landmarks for 1"));
}

}  // namespace
}  // namespace saccade
