#include "media/media_clock.h"

#include <gtest/gtest.h>

namespace saccade {
namespace {

TEST(MediaClock, CountsFromTheStartOfTheStream) {
  MediaClock clock(1400000, 40000);
  EXPECT_EQ(clock.advance(1400000), 0);
  EXPECT_EQ(clock.advance(1440000), 40000);
}

TEST(MediaClock, CountsFromTheFirstFrameWhenTheStartIsUnknown) {
  MediaClock clock(std::nullopt, 40000);
  EXPECT_EQ(clock.last_us(), -1);
  EXPECT_EQ(clock.advance(777), 0);
  EXPECT_EQ(clock.advance(1000), 223);
  EXPECT_EQ(clock.last_us(), 223);
}

TEST(MediaClock, MovesFramesThatDoNotComeAfterTheOneBefore) {
  MediaClock clock(0, 40000);
  EXPECT_EQ(clock.advance(-500), 0);
  EXPECT_EQ(clock.advance(0), 1);
  EXPECT_EQ(clock.advance(80000), 80000);
  EXPECT_EQ(clock.advance(40000), 80001);
  EXPECT_EQ(clock.advance(120000), 120000) << "and does not drift by it";
}

TEST(MediaClock, GoesOnWhenTheMediasClockStartsAgain) {
  MediaClock clock(0, 40000);
  clock.advance(0);
  clock.advance(5000000);
  EXPECT_EQ(clock.advance(0), 5040000);
  EXPECT_EQ(clock.advance(40000), 5080000);
}

TEST(MediaClock, GivesFramesWithoutATimeTheirDuration) {
  MediaClock clock(std::nullopt, 40000);
  EXPECT_EQ(clock.advance(std::nullopt), 0);
  EXPECT_EQ(clock.advance(std::nullopt), 40000);
}

}  // namespace
}  // namespace saccade
