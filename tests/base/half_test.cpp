#include "base/half.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace saccade {
namespace {

TEST(Half, EveryHalfSurvivesTheWayThereAndBack) {
  for (uint32_t half = 0; half < 0x10000; ++half) {
    const float value = float_from_half(static_cast<uint16_t>(half));
    if (std::isnan(value)) {
      EXPECT_TRUE(std::isnan(float_from_half(half_from_float(value))));
    } else {
      ASSERT_EQ(half_from_float(value), half) << value;
    }
  }
}

TEST(Half, RoundsToTheNearestAndTiesToEven) {
  // Between two neighbours a < b of the same sign: the middle goes to the even one, all else to the nearer one.
  for (uint32_t half = 0; half < 0x7BFF; half += 7) {
    const float a = float_from_half(static_cast<uint16_t>(half)), b = float_from_half(static_cast<uint16_t>(half + 1));
    const float middle = (a + b) / 2;
    ASSERT_EQ(half_from_float(middle), half % 2 == 0 ? half : half + 1) << a;
    ASSERT_EQ(half_from_float(std::nextafter(middle, a)), half) << a;
    ASSERT_EQ(half_from_float(-std::nextafter(middle, b)), (half + 1) | 0x8000u) << b;
  }
}

TEST(Half, WhatIsTooLargeBecomesInfinity) {
  EXPECT_EQ(half_from_float(65504), 0x7BFF);
  EXPECT_EQ(half_from_float(65519.996F), 0x7BFF);
  EXPECT_EQ(half_from_float(65520), 0x7C00);
  EXPECT_EQ(half_from_float(-1e30F), 0xFC00);
  EXPECT_EQ(half_from_float(std::numeric_limits<float>::infinity()), 0x7C00);
}

}  // namespace
}  // namespace saccade
