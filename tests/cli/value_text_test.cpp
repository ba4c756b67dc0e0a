#include "text/value_text.h"

#include <gtest/gtest.h>

namespace saccade::cli {
namespace {

std::string text_of(const Value& value) {
  JsonText text;
  append_value(text, value);
  return text.text();
}

TEST(ValueText, SidePacketsTakeTheTypeTheyAreWrittenIn) {
  EXPECT_EQ(std::get<bool>(parse_value("true")), true);
  EXPECT_EQ(std::get<int>(parse_value("-3")), -3);
  EXPECT_EQ(std::get<float>(parse_value("3.0")), 3.0f);
  EXPECT_EQ(std::get<std::string>(parse_value("models/a.tflite")), "models/a.tflite");
  EXPECT_EQ(std::get<std::string>(parse_value("\"3\"")), "3");
  EXPECT_EQ(std::get<std::vector<float>>(parse_value("0.5,2")), (std::vector<float>{0.5f, 2}));
  EXPECT_EQ(std::get<std::string>(parse_value("a,b")), "a,b");
}

TEST(ValueText, ResultsAreWrittenAsInTheSolutions) {
  EXPECT_EQ(text_of(std::monostate()), "null");
  EXPECT_EQ(text_of(NormalizedLandmarks{{1, 2, 3, {}, {}}}), "[[1.000000,2.000000,3.000000]]");
  EXPECT_EQ(text_of(std::vector<NormalizedLandmarks>{}), "[]");
  const Detection face{.box = {0.1f, 0.2f, 0.3f, 0.4f}, .keypoints = {{0.5f, 0.6f}}, .score = 0.9f, .label = "face"};
  EXPECT_EQ(text_of(face),
            "{\"score\":0.900000,\"box\":[0.100000,0.200000,0.300000,0.400000],"
            "\"keypoints\":[[0.500000,0.600000]],\"label\":\"face\"}");
}

}  // namespace
}  // namespace saccade::cli
