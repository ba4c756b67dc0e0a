#include "solutions/track_ids.h"

#include <gtest/gtest.h>

namespace saccade {
namespace {

using Ids = std::vector<int64_t>;
constexpr int64_t kFrame_us = 33'333;

NormalizedRect at(float x, float y = 0.5f) {
  return {.x_center = x, .y_center = y, .width = 0.2f, .height = 0.2f, .rotation = 0, .rect_id = 0};
}

Ids assign(TrackIds& tracks, std::vector<NormalizedRect> regions, int64_t timestamp_us) {
  return tracks.assign(regions, timestamp_us);
}

TEST(TrackIds, CountFromOneAndStay) {
  TrackIds tracks;
  EXPECT_EQ(assign(tracks, {at(0.2f), at(0.8f)}, 0), (Ids{1, 2}));
  EXPECT_EQ(assign(tracks, {at(0.22f), at(0.79f)}, kFrame_us), (Ids{1, 2}));
}

TEST(TrackIds, FollowTheRegionsAndNotTheirOrder) {
  TrackIds tracks;
  assign(tracks, {at(0.2f), at(0.8f)}, 0);
  EXPECT_EQ(assign(tracks, {at(0.5f), at(0.78f), at(0.25f)}, kFrame_us), (Ids{3, 2, 1}));
}

TEST(TrackIds, GoToTheBestOverlapFirst) {
  TrackIds tracks;
  assign(tracks, {at(0.5f), at(0.6f)}, 0);
  // The first region overlaps both; the second is where 1 was.
  EXPECT_EQ(assign(tracks, {at(0.57f), at(0.5f)}, kFrame_us), (Ids{2, 1}));
}

TEST(TrackIds, OfTwoAlikeStayWithTheOlderOne) {
  TrackIds tracks;
  assign(tracks, {at(0.5f), at(0.5f)}, 0);
  EXPECT_EQ(assign(tracks, {at(0.5f)}, kFrame_us), (Ids{1}));
}

TEST(TrackIds, AreNeverGivenTwice) {
  TrackIds tracks;
  assign(tracks, {at(0.5f)}, 0);
  EXPECT_EQ(assign(tracks, {at(0.5f), at(0.5f)}, kFrame_us), (Ids{1, 2}));
  EXPECT_EQ(assign(tracks, {}, 2 * kFrame_us), (Ids{}));
  EXPECT_EQ(assign(tracks, {at(0.1f)}, 3 * kFrame_us), (Ids{3}));
}

TEST(TrackIds, ComeBackWithinHalfASecondAndNotLater) {
  TrackIds tracks;
  assign(tracks, {at(0.5f)}, 0);
  assign(tracks, {}, 250'000);
  EXPECT_EQ(assign(tracks, {at(0.5f)}, 500'000), (Ids{1}));
  EXPECT_EQ(assign(tracks, {at(0.5f)}, 1'000'001), (Ids{2}));
}

TEST(TrackIds, OfEmptyRegionsAreNew) {
  TrackIds tracks;
  assign(tracks, {NormalizedRect{}}, 0);
  EXPECT_EQ(assign(tracks, {NormalizedRect{}}, 1), (Ids{2}));
}

TEST(TrackIds, CountFromOneAgainAfterReset) {
  TrackIds tracks;
  assign(tracks, {at(0.5f)}, 0);
  tracks.reset();
  EXPECT_EQ(assign(tracks, {at(0.5f)}, 1), (Ids{1}));
}

}  // namespace
}  // namespace saccade
