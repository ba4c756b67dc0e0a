#include "saccade/status.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>

namespace saccade {
namespace {

Result<int> half(int value) {
  if (value % 2 != 0) return invalid_argument("value is odd");
  return value / 2;
}

Result<int> quarter(int value) {
  const int halved = SACCADE_TRY(half(value));
  return half(halved);
}

TEST(Status, TryReturnsTheFirstError) {
  EXPECT_EQ(*quarter(8), 2);
  EXPECT_EQ(quarter(6).error().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(quarter(3).error().message(), "value is odd");
}

TEST(Status, ContextIsPutBeforeTheMessageAndSuccessStaysSuccess) {
  EXPECT_EQ(not_found("x.tflite").with_context("loading").to_string(), "not_found: loading: x.tflite");
  EXPECT_TRUE(ok_status().with_context("loading").ok());
}

TEST(Status, ResultHoldsMoveOnlyValues) {
  auto make = []() -> Result<std::unique_ptr<int>> { return std::make_unique<int>(7); };
  std::unique_ptr<int> value = *make();
  EXPECT_EQ(*value, 7);
}

TEST(Status, ResultOfAnOptionalHoldsItsEmptyValue) {
  auto end_of_stream = []() -> Result<std::optional<int>> { return std::nullopt; };
  const Result<std::optional<int>> result = end_of_stream();
  ASSERT_TRUE(result.ok());
  EXPECT_FALSE(result->has_value());
}

}  // namespace
}  // namespace saccade
