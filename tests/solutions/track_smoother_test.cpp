#include "solutions/track_smoother.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "calculators/landmarks/one_euro_filter.h"

namespace saccade {
namespace {

constexpr int64_t kFrame_us = 33'333;
constexpr Size kImage{640, 360};

NormalizedRect region() {
  return {.x_center = 0.5f, .y_center = 0.5f, .width = 0.2f, .height = 0.2f, .rotation = 0, .rect_id = 0};
}

float smoothed_x(TrackSmoother& smoother, int64_t id, int64_t frame, float x) {
  NormalizedLandmarks landmarks = {{x, 0.5f, 0, 0.75f, {}}};
  EXPECT_TRUE(smoother.apply(id, frame * kFrame_us, region(), kImage, landmarks, nullptr).ok());
  EXPECT_EQ(landmarks[0].visibility, 0.75f);
  return landmarks[0].x;
}

TEST(TrackSmoother, IsMediaPipesFilterInPixelsOverTheSizeOfTheRegion) {
  TrackSmoother smoother;
  OneEuroFilter filter({.frequency = 30, .min_cutoff = 0.05f, .beta = 80, .derivate_cutoff = 1});
  const float size_px = (0.2f * 640 + 0.2f * 360) / 2;
  for (int frame = 1; frame < 20; ++frame) {
    const float x = 0.5f + 0.01f * static_cast<float>(frame % 4);
    const float expected = filter.apply(frame * kFrame_us, x * 640, 1 / size_px) / 640;
    EXPECT_FLOAT_EQ(smoothed_x(smoother, 1, frame, x), expected);
    smoother.end_frame();
  }
}

TEST(TrackSmoother, TakesAwayTrembleAndFollowsMotion) {
  SCOPED_TRACE("seed 5");
  std::mt19937 random(5);
  std::normal_distribution<float> noise(0, 0.0005f);
  TrackSmoother smoother;
  double raw = 0, steady = 0;
  for (int frame = 1; frame <= 100; ++frame) {
    const float x = 0.5f + noise(random);
    const float smooth = smoothed_x(smoother, 1, frame, x);
    smoother.end_frame();
    raw += std::abs(x - 0.5);
    if (frame > 10) steady += std::abs(smooth - 0.5);
  }
  EXPECT_LT(steady, raw / 2);
  for (int frame = 101; frame <= 110; ++frame) {
    EXPECT_NEAR(smoothed_x(smoother, 1, frame, 0.8f), 0.8f, 0.03f) << frame;
    smoother.end_frame();
  }
}

TEST(TrackSmoother, KeepsTracksApart) {
  TrackSmoother smoother;
  for (int frame = 1; frame < 5; ++frame) {
    EXPECT_FLOAT_EQ(smoothed_x(smoother, 1, frame, 0.2f), 0.2f);
    EXPECT_FLOAT_EQ(smoothed_x(smoother, 2, frame, 0.9f), 0.9f);
    smoother.end_frame();
  }
}

TEST(TrackSmoother, StartsAnewAfterAFrameWithoutTheTrackAndAfterReset) {
  TrackSmoother smoother;
  smoothed_x(smoother, 1, 1, 0.5f);
  smoother.end_frame();
  EXPECT_NE(smoothed_x(smoother, 1, 2, 0.501f), 0.501f);
  smoother.end_frame();
  smoother.end_frame();
  EXPECT_FLOAT_EQ(smoothed_x(smoother, 1, 4, 0.501f), 0.501f);
  smoother.reset();
  EXPECT_FLOAT_EQ(smoothed_x(smoother, 1, 5, 0.502f), 0.502f);
}

TEST(TrackSmoother, SmoothsMetresAsTheyAre) {
  TrackSmoother smoother;
  OneEuroFilter filter({.frequency = 30, .min_cutoff = 0.1f, .beta = 40, .derivate_cutoff = 1});
  for (int frame = 1; frame < 10; ++frame) {
    NormalizedLandmarks landmarks(1);
    Landmarks world = {{0, 0, 0.01f * static_cast<float>(frame % 3), {}, {}}};
    const float expected = filter.apply(frame * kFrame_us, world[0].z, 1);
    ASSERT_TRUE(smoother.apply(1, frame * kFrame_us, region(), kImage, landmarks, &world).ok());
    EXPECT_FLOAT_EQ(world[0].z, expected);
    smoother.end_frame();
  }
}

}  // namespace
}  // namespace saccade
