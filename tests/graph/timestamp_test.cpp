#include "graph/timestamp.h"

#include <gtest/gtest.h>

namespace saccade {
namespace {

constexpr int64_t kLow = std::numeric_limits<int64_t>::min();
constexpr int64_t kHigh = std::numeric_limits<int64_t>::max();

TEST(Timestamp, SpecialValuesSitAtTheEndsOfTheRange) {
  EXPECT_EQ(Timestamp::unset().value(), kLow);
  EXPECT_EQ(Timestamp::unstarted().value(), kLow + 1);
  EXPECT_EQ(Timestamp::pre_stream().value(), kLow + 2);
  EXPECT_EQ(Timestamp::min().value(), kLow + 3);
  EXPECT_EQ(Timestamp::max().value(), kHigh - 3);
  EXPECT_EQ(Timestamp::post_stream().value(), kHigh - 2);
  EXPECT_EQ(Timestamp::one_over_post_stream().value(), kHigh - 1);
  EXPECT_EQ(Timestamp::done().value(), kHigh);
  EXPECT_EQ(Timestamp(), Timestamp::unset());
}

TEST(Timestamp, MinAndMaxAreSpecialAndInRange) {
  EXPECT_TRUE(Timestamp::min().is_special());
  EXPECT_TRUE(Timestamp::max().is_special());
  EXPECT_TRUE(Timestamp::min().is_range());
  EXPECT_TRUE(Timestamp::max().is_range());
  EXPECT_FALSE(Timestamp(-5).is_special());
  EXPECT_TRUE(Timestamp(-5).is_range());
  EXPECT_FALSE(Timestamp::pre_stream().is_range());
  EXPECT_FALSE(Timestamp::post_stream().is_range());
}

TEST(Timestamp, StreamsAllowPreStreamToPostStream) {
  EXPECT_FALSE(Timestamp::unset().is_allowed_in_stream());
  EXPECT_FALSE(Timestamp::unstarted().is_allowed_in_stream());
  EXPECT_TRUE(Timestamp::pre_stream().is_allowed_in_stream());
  EXPECT_TRUE(Timestamp::post_stream().is_allowed_in_stream());
  EXPECT_FALSE(Timestamp::one_over_post_stream().is_allowed_in_stream());
  EXPECT_FALSE(Timestamp::done().is_allowed_in_stream());
}

TEST(Timestamp, NextAllowedInStream) {
  EXPECT_EQ(Timestamp(7).next_allowed_in_stream(), Timestamp(8));
  EXPECT_EQ(Timestamp::unset().next_allowed_in_stream(), Timestamp::min());
  EXPECT_EQ(Timestamp::pre_stream().next_allowed_in_stream(), Timestamp::one_over_post_stream());
  EXPECT_EQ(Timestamp::max().next_allowed_in_stream(), Timestamp::one_over_post_stream());
  EXPECT_EQ(Timestamp::post_stream().next_allowed_in_stream(), Timestamp::one_over_post_stream());
}

TEST(Timestamp, PreviousAllowedInStream) {
  EXPECT_EQ(Timestamp(7).previous_allowed_in_stream(), Timestamp(6));
  EXPECT_EQ(Timestamp::min().previous_allowed_in_stream(), Timestamp::unstarted());
  EXPECT_EQ(Timestamp::pre_stream().previous_allowed_in_stream(), Timestamp::unstarted());
  EXPECT_EQ(Timestamp::post_stream().previous_allowed_in_stream(), Timestamp::unstarted());
  EXPECT_EQ(Timestamp::one_over_post_stream().previous_allowed_in_stream(), Timestamp::max());
  EXPECT_EQ(Timestamp::done().previous_allowed_in_stream(), Timestamp::max());
}

TEST(Timestamp, AdditionSaturates) {
  EXPECT_EQ(Timestamp(7).plus(-10), Timestamp(-3));
  EXPECT_EQ(Timestamp::max().plus(1), Timestamp::max());
  EXPECT_EQ(Timestamp::max().plus(kHigh), Timestamp::max());
  EXPECT_EQ(Timestamp::min().plus(-1), Timestamp::min());
  EXPECT_EQ(Timestamp::min().plus(kLow), Timestamp::min());
}

TEST(Timestamp, PrintsNamesOfSpecialValues) {
  EXPECT_EQ(Timestamp(33333).to_string(), "33333");
  EXPECT_EQ(Timestamp::pre_stream().to_string(), "Timestamp::PreStream()");
  EXPECT_EQ(Timestamp::done().to_string(), "Timestamp::Done()");
}

}  // namespace
}  // namespace saccade
