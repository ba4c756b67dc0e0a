#include "catalog/option_flags.h"

#include <gtest/gtest.h>

#include "saccade/face_detection.h"
#include "saccade/face_mesh.h"
#include "saccade/pose.h"

namespace saccade::cli {
namespace {

template <typename Options>
class Parser {
 public:
  Parser() { describe(options_, FlagVisitor(app_)); }

  // The error's text, or empty.
  std::string parse(std::vector<std::string> words) {
    std::reverse(words.begin(), words.end());  // CLI11 takes them last first
    try {
      app_.parse(words);
    } catch (const CLI::Error& error) {
      return error.what();
    }
    return "";
  }
  const Options& options() const { return options_; }

 private:
  Options options_;
  CLI::App app_;
};

TEST(OptionFlags, EveryDescribedOptionIsAFlagWithDashes) {
  Parser<FaceMeshOptions> parser;
  ASSERT_EQ(
      parser.parse({"--max-faces", "2", "--refine", "--static", "--min-detection-confidence", "0.25",
                    "--min-tracking-confidence=0.75", "--device", "cpu", "--precision", "fp32", "--threads", "3"}),
      "");
  const FaceMeshOptions& options = parser.options();
  EXPECT_EQ(options.max_faces, 2);
  EXPECT_TRUE(options.refine && options.static_);
  EXPECT_EQ(options.min_detection_confidence, 0.25f);
  EXPECT_EQ(options.min_tracking_confidence, 0.75f);
  EXPECT_EQ(options.device, "cpu");
  EXPECT_EQ(options.precision, "fp32");
  EXPECT_EQ(options.threads, 3);
}

TEST(OptionFlags, ValuesOutsideTheRangeAreRefusedWithTheFlagsName) {
  EXPECT_EQ(Parser<FaceMeshOptions>().parse({"--max-faces", "-1"}),
            "--max-faces: wants a whole number from 1 to 100, not '-1'");
  EXPECT_EQ(Parser<FaceMeshOptions>().parse({"--max-faces", "0"}),
            "--max-faces: wants a whole number from 1 to 100, not '0'");
  EXPECT_EQ(Parser<FaceMeshOptions>().parse({"--min-detection-confidence", "nan"}),
            "--min-detection-confidence: wants a number from 0 to 1, not 'nan'");
  EXPECT_EQ(Parser<FaceDetectionOptions>().parse({"--range", "fulll"}),
            "--range: wants short|full, not 'fulll'; did you mean full?");
}

TEST(OptionFlags, WhatIsOnByItselfCanBeTurnedOff) {
  PoseOptions options;
  CLI::App app;
  describe(options, FlagVisitor(app));
  app.parse("--no-smooth --segmentation");
  EXPECT_FALSE(options.smooth);
  EXPECT_TRUE(options.segmentation);
  EXPECT_TRUE(options.smooth_segmentation);
}

TEST(OptionFlags, JsonHasEveryOptionUnderItsName) {
  FaceMeshOptions options;
  options.min_detection_confidence = 0.3f;
  JsonVisitor visitor;
  describe(options, visitor);
  EXPECT_EQ(visitor.take().dump(),
            "{\"max_faces\":1,\"refine\":false,\"smooth\":false,\"static\":false,\"min_detection_confidence\":0.3,"
            "\"min_tracking_confidence\":0.5,\"device\":\"auto\",\"precision\":\"auto\",\"threads\":0}");
}

}  // namespace
}  // namespace saccade::cli
