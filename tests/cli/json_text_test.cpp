#include "text/json_text.h"

#include <gtest/gtest.h>

#include <charconv>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>

#include "text/csv_text.h"

namespace saccade::cli {
namespace {

std::string number_text(float value) {
  JsonText text;
  text.number(value);
  return text.text();
}

TEST(JsonText, NumbersHaveSixDecimals) {
  EXPECT_EQ(number_text(0.5f), "0.500000");
  EXPECT_EQ(number_text(-1.25f), "-1.250000");
  EXPECT_EQ(number_text(0.0f), "0.000000");
  EXPECT_EQ(number_text(123456.0f), "123456.000000");
  EXPECT_EQ(number_text(2e9f), "2000000000.000000");
}

TEST(JsonText, NumbersAreThoseOfToCharsForEveryMagnitude) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 generator(seed);
  std::uniform_int_distribution<uint32_t> bits;
  for (int i = 0; i < 200'000; ++i) {
    const float value = std::bit_cast<float>(bits(generator));
    if (!std::isfinite(value)) continue;
    char expected[64];
    const auto end = std::to_chars(expected, expected + sizeof expected, value, std::chars_format::fixed, 6).ptr;
    ASSERT_EQ(number_text(value), std::string(expected, end));
  }
}

TEST(JsonText, WhatJsonCannotSayIsNull) {
  EXPECT_EQ(number_text(std::numeric_limits<float>::quiet_NaN()), "null");
  EXPECT_EQ(number_text(-std::numeric_limits<float>::infinity()), "null");
}

TEST(JsonText, StringsComeBackFromAParser) {
  const std::string hard = "a \"b\" \\ \n \x01 \xc3\xa9/";
  JsonText text;
  text.string(hard);
  EXPECT_EQ(nlohmann::json::parse(text.text()).get<std::string>(), hard);
}

TEST(JsonText, BytesThatAreNotUtf8StayValidJson) {
  JsonText text;
  text.string("caf\xe9.mp4");
  EXPECT_EQ(nlohmann::json::parse(text.text()).get<std::string>(), "caf\xef\xbf\xbd.mp4");
}

TEST(JsonText, ListsOfNumbersHaveCommasBetween) {
  JsonText text;
  text.numbers(1.0f, -2.0f, 0.25f);
  EXPECT_EQ(text.text(), "[1.000000,-2.000000,0.250000]");
}

TEST(CsvText, QuotesWhatNeedsQuotes) {
  EXPECT_EQ(csv_cell("plain.mp4"), "plain.mp4");
  EXPECT_EQ(csv_cell("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_cell("say \"hi\""), "\"say \"\"hi\"\"\"");
  EXPECT_EQ(csv_cell("two\nlines"), "\"two\nlines\"");
}

}  // namespace
}  // namespace saccade::cli
