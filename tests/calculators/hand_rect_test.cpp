#include "calculators/landmarks/hand_rect.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <random>

namespace saccade {
namespace {

constexpr unsigned kSeed = 7;
constexpr std::array<size_t, 12> kStable = {0, 1, 2, 3, 5, 6, 9, 10, 13, 14, 17, 18};

NormalizedLandmark at(float x, float y) { return {x, y, 0, std::nullopt, std::nullopt}; }

// The box in double precision: every corner of it is a pixel position turned back about the origin.
struct NaiveRect {
  double x_center, y_center, width, height, rotation;  // pixels, radians
};

NaiveRect naive_rect(const NormalizedLandmarks& hand, Size image) {
  const auto x = [&](size_t i) { return double{hand[i].x} * image.width; };
  const auto y = [&](size_t i) { return double{hand[i].y} * image.height; };
  const double dx = (x(5) + 2 * x(9) + x(13)) / 4 - x(0);
  const double dy = (y(5) + 2 * y(9) + y(13)) / 4 - y(0);
  const double rotation = std::atan2(dx, -dy);  // clockwise from straight up
  double left = 1e9, right = -1e9, top = 1e9, bottom = -1e9;
  for (const size_t i : kStable) {
    const double along = x(i) * std::cos(rotation) + y(i) * std::sin(rotation);
    const double across = -x(i) * std::sin(rotation) + y(i) * std::cos(rotation);
    left = std::min(left, along);
    right = std::max(right, along);
    top = std::min(top, across);
    bottom = std::max(bottom, across);
  }
  const double along = (left + right) / 2, across = (top + bottom) / 2;
  return {along * std::cos(rotation) - across * std::sin(rotation),
          along * std::sin(rotation) + across * std::cos(rotation), right - left, bottom - top, rotation};
}

TEST(HandRect, AgreesWithDoublePrecisionOnRandomHands) {
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  std::mt19937 random(kSeed);
  std::uniform_real_distribution<float> anywhere(-0.5f, 1.5f);
  for (int round = 0; round < 200; ++round) {
    NormalizedLandmarks hand;
    for (int i = 0; i < 21; ++i) hand.push_back(at(anywhere(random), anywhere(random)));
    const Size image{640, 360};
    const NormalizedRect rect = *rect_of_hand(hand, image);
    const NaiveRect naive = naive_rect(hand, image);
    EXPECT_NEAR(rect.x_center * 640, naive.x_center, 1e-2);
    EXPECT_NEAR(rect.y_center * 360, naive.y_center, 1e-2);
    EXPECT_NEAR(rect.width * 640, naive.width, 1e-2);
    EXPECT_NEAR(rect.height * 360, naive.height, 1e-2);
    EXPECT_NEAR(std::remainder(rect.rotation - naive.rotation, 2 * std::numbers::pi), 0, 1e-4);
  }
}

TEST(HandRect, LeavesOutTheFingertips) {
  NormalizedLandmarks hand(21, at(0.5f, 0.5f));
  hand[0] = at(0.5f, 0.8f);
  const NormalizedRect rect = *rect_of_hand(hand, {100, 100});
  for (const size_t tip : {4, 8, 12, 16, 20}) hand[tip] = at(0.9f, 0.1f);
  const NormalizedRect same = *rect_of_hand(hand, {100, 100});
  EXPECT_EQ(rect.width, same.width);
  EXPECT_EQ(rect.y_center, same.y_center);
}

TEST(HandRect, LiesWhereTheHandLiesOutsideTheImageToo) {
  NormalizedLandmarks hand(21, at(-0.6f, -0.6f));
  hand[0] = at(-0.6f, -0.4f);
  const NormalizedRect rect = *rect_of_hand(hand, {100, 100});
  EXPECT_NEAR(rect.x_center, -0.6f, 1e-5f);
  EXPECT_NEAR(rect.y_center, -0.5f, 1e-5f);
  EXPECT_NEAR(rect.height, 0.2f, 1e-5f);
}

TEST(HandRect, TakesTheLandmarksThatCountAlone) {
  NormalizedLandmarks hand, stable;
  for (int i = 0; i < 21; ++i) hand.push_back(at(0.01f * static_cast<float>(i * i), 0.5f - 0.02f * i));
  for (const size_t i : kStable) stable.push_back(hand[i]);
  const NormalizedRect all = *rect_of_hand(hand, {640, 480});
  const NormalizedRect some = *rect_of_hand(stable, {640, 480});
  EXPECT_EQ(all.x_center, some.x_center);
  EXPECT_EQ(all.width, some.width);
  EXPECT_EQ(all.rotation, some.rotation);
}

TEST(HandRect, RefusesAnotherNumberOfLandmarks) {
  for (const size_t count : {0, 1, 11, 20, 22}) {
    EXPECT_EQ(rect_of_hand(NormalizedLandmarks(count), {1, 1}).error().code(), StatusCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace saccade
