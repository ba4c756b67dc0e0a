#include "engine/cpu/isa.h"

#include <gtest/gtest.h>

namespace saccade::cpu {
namespace {

TEST(Isa, ScalarIsAlwaysThere) { EXPECT_EQ(available_isas().front(), Isa::kScalar); }

TEST(Isa, EveryAvailableOneCanBeChosenByName) {
  for (Isa isa : available_isas()) {
    const auto chosen = choose_isa(isa_name(isa));
    ASSERT_TRUE(chosen.ok());
    EXPECT_EQ(*chosen, isa);
  }
}

TEST(Isa, TheBestIsTakenWhenNoneIsNamed) { EXPECT_EQ(*choose_isa(""), available_isas().back()); }

TEST(Isa, AnUnknownNameIsRefusedWithTheChoices) {
  const auto chosen = choose_isa("sse9");

  ASSERT_FALSE(chosen.ok());
  EXPECT_EQ(chosen.error().code(), StatusCode::kInvalidArgument);
  EXPECT_NE(chosen.error().message().find("scalar, avx2, avx512"), std::string::npos);
}

TEST(Isa, OneThatTheProcessorLacksIsUnavailable) {
  if (available_isas().size() == 3) GTEST_SKIP() << "skipped: this processor has every instruction set";

  EXPECT_EQ(choose_isa("avx512").error().code(), StatusCode::kUnavailable);
}

}  // namespace
}  // namespace saccade::cpu
