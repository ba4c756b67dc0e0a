#include "text/numbers.h"

#include <gtest/gtest.h>

namespace saccade::cli {
namespace {

TEST(Numbers, ARangeRefusesNanInfinityAndTrailingText) {
  EXPECT_EQ(*parse_number_between("0.25", 0, 1), 0.25);
  EXPECT_EQ(*parse_number_between("1", 0, 1), 1.0);
  for (const char* bad : {"nan", "-nan", "inf", "1.0001", "-0.1", "0.5x", "", " 0.5"}) {
    const Result<double> value = parse_number_between(bad, 0, 1);
    ASSERT_FALSE(value) << bad;
    EXPECT_EQ(value.error().message(), "wants a number from 0 to 1, not '" + std::string(bad) + "'");
  }
}

TEST(Numbers, WholeNumbersRefuseFractionsAndWhatDoesNotFit) {
  EXPECT_EQ(*parse_integer_between("+3", 1, 100), 3);
  EXPECT_FALSE(parse_integer_between("3.5", 1, 100));
  EXPECT_FALSE(parse_integer_between("-1", 1, 100));
  EXPECT_FALSE(parse_integer_between("99999999999999999999", 1, std::numeric_limits<int64_t>::max()));
}

TEST(Numbers, TimesAreSecondsOrColonSeparated) {
  EXPECT_EQ(*parse_time_us("12.5"), 12'500'000);
  EXPECT_EQ(*parse_time_us("1:30"), 90'000'000);
  EXPECT_EQ(*parse_time_us("1:02:03.25"), 3'723'250'000);
  for (const char* bad : {"", "-1", "1:-2", "nan", "1:2:3:4", "a", "1:", "0.5:3"})
    EXPECT_FALSE(parse_time_us(bad)) << bad;
}

TEST(Numbers, FloatsPrintAsTheyWereTyped) {
  EXPECT_EQ(shortest_text(0.3f), "0.3");
  EXPECT_EQ(shortest_text(1.0f), "1");
}

TEST(Numbers, ClocksGrowHoursWhenNeeded) {
  EXPECT_EQ(clock_text(7.4), "0:07");
  EXPECT_EQ(clock_text(750), "12:30");
  EXPECT_EQ(clock_text(3723), "1:02:03");
}

}  // namespace
}  // namespace saccade::cli
