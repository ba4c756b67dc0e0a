// Pictures that nobody meant for hands: nothing may break, and no result may hold a number that is none.
#include <gtest/gtest.h>

#include <cmath>

#include "hostile_pictures.h"
#include "saccade/hands.h"
#include "support/instrumented.h"

namespace saccade {
namespace {

constexpr unsigned kSeed = 20261121;

template <typename Points>
bool all_finite(const Points& points) {
  for (const auto& point : points) {
    if (!std::isfinite(point.x) || !std::isfinite(point.y) || !std::isfinite(point.z)) return false;
  }
  return true;
}

TEST(HandsHostile, AThousandPicturesGiveNumbersOrNothing) {
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  HandsOptions options;
  options.max_hands = 3;
  options.min_detection_confidence = 0.1f;
  options.min_tracking_confidence = 0.01f;  // follow what is hardly there
  options.complexity = 0;
  auto hands = Hands::create(options);
  if (!hands.ok() && hands.error().code() == StatusCode::kNotFound) {
    GTEST_SKIP() << "skipped: " << hands.error().message();
  }
  ASSERT_TRUE(hands.ok()) << hands.error().to_string();

  HostilePictures pictures(kSeed, "hands.jpg");
  size_t found = 0;
  for (int i = 0; i < count_here(1000); ++i) {
    const Frame frame{pictures.next(), i, i};
    SCOPED_TRACE("picture " + std::to_string(i));
    const auto result = hands->process(frame);
    ASSERT_TRUE(result.ok()) << result.error().to_string();
    ASSERT_LE(result->hands.size(), 3u);
    found += result->hands.size();
    for (const Hand& hand : result->hands) {
      ASSERT_EQ(hand.landmarks.size(), 21u);
      ASSERT_EQ(hand.world_landmarks.size(), 21u);
      ASSERT_TRUE(all_finite(hand.landmarks) && all_finite(hand.world_landmarks));
      ASSERT_TRUE(hand.score >= 0.5f && hand.score <= 1);
      ASSERT_GT(hand.track_id, 0);
    }
  }
  EXPECT_GT(found, 0u);
}

}  // namespace
}  // namespace saccade
