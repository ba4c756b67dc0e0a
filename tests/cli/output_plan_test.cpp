#include "run/output_plan.h"

#include <gtest/gtest.h>

#include "temporary_directory.h"

namespace saccade::cli {
namespace {

class OutputPlanTest : public testing::Test {
 protected:
  Result<OutputPlan> plan(std::vector<std::string> inputs, std::vector<std::string> outputs) {
    sources_ = *expand_inputs(inputs);
    return plan_outputs(outputs, sources_);
  }
  static std::string error_of(const Result<OutputPlan>& plan) { return plan ? "planned" : plan.error().message(); }

  TemporaryDirectory directory_;
  std::vector<Source> sources_;
};

TEST_F(OutputPlanTest, WithoutOutputsResultsGoToStandardOutput) {
  const auto planned = plan({"a.mp4"}, {});
  ASSERT_TRUE(planned);
  EXPECT_EQ(planned->shared[0].path, "-");
  EXPECT_EQ(planned->shared[0].kind, OutputKind::kJsonl);
}

TEST_F(OutputPlanTest, TheExtensionDecidesTheKind) {
  const auto planned = plan({"a.mp4"}, {directory_ / "r.jsonl", directory_ / "r.CSV", directory_ / "r.MKV"});
  ASSERT_TRUE(planned) << error_of(planned);
  EXPECT_EQ(planned->shared[0].kind, OutputKind::kJsonl);
  EXPECT_EQ(planned->shared[1].kind, OutputKind::kCsv);
  EXPECT_EQ(planned->of_source[0][0].kind, OutputKind::kVideo);
}

TEST_F(OutputPlanTest, ATemplateGivesEachSourceItsFile) {
  const auto planned = plan({"x/a.mp4", "y/b.mov"}, {directory_ / "{index}_{stem}.mp4", directory_ / "{stem}.jsonl"});
  ASSERT_TRUE(planned) << error_of(planned);
  EXPECT_TRUE(planned->shared.empty());
  EXPECT_EQ(planned->of_source[1][0].path, directory_ / "1_b.mp4");
  EXPECT_EQ(planned->of_source[1][1].path, directory_ / "b.jsonl");
}

TEST_F(OutputPlanTest, ADirectoryKeepsNamesAndContainers) {
  const auto planned = plan({"a.jpg", "b.mkv", "c.avi", "d.gif", "camera:0"}, {directory_.path() + "/"});
  ASSERT_TRUE(planned) << error_of(planned);
  const std::vector<std::string> expected = {"a.jpg", "b.mkv", "c.mp4", "d.mp4", "camera0.mp4"};
  for (size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(planned->of_source[i][0].path, directory_ / expected[i]);
}

TEST_F(OutputPlanTest, OneVideoForTwoSourcesIsUsage) {
  const auto planned = plan({"a.mp4", "b.mp4"}, {directory_ / "out.mp4"});
  ASSERT_FALSE(planned);
  EXPECT_EQ(planned.error().code(), StatusCode::kInvalidArgument);
  EXPECT_NE(planned.error().message().find("{stem}.mp4"), std::string::npos);
}

TEST_F(OutputPlanTest, TwoOutputsOnOnePathAreUsage) {
  EXPECT_NE(error_of(plan({"x/a.mp4", "y/a.mp4"}, {directory_ / "{stem}.mp4"})).find("two outputs"), std::string::npos);
  EXPECT_NE(error_of(plan({"a.mp4"}, {directory_ / "r.csv", directory_ / "./r.csv"})).find("two outputs"),
            std::string::npos);
}

TEST_F(OutputPlanTest, AnOutputThatIsAnInputIsRefused) {
  const std::string input = directory_.add("a.png");
  std::filesystem::create_symlink(input, directory_ / "link.png");
  for (const std::string& output : {input, directory_ / "./a.png", directory_ / "link.png", directory_.path()}) {
    const auto planned = plan({input}, {output});
    ASSERT_FALSE(planned) << output;
    EXPECT_EQ(planned.error().code(), StatusCode::kInvalidArgument);
    EXPECT_NE(planned.error().message().find("overwrite the input"), std::string::npos);
  }
}

TEST_F(OutputPlanTest, AFrameTemplateThatMeetsAnInputIsRefused) {
  const std::string input = directory_.add("f_000001.png");
  EXPECT_NE(error_of(plan({input}, {directory_ / "f_{frame}.png"})).find("overwrite"), std::string::npos);
  EXPECT_TRUE(plan({input}, {directory_ / "g_{frame}.png"}));
}

TEST_F(OutputPlanTest, UnknownEndingsAndPlaceholdersAreUsage) {
  const std::string ending = error_of(plan({"a.mp4"}, {directory_ / "r.json"}));
  EXPECT_NE(ending.find("did you mean .jsonl?"), std::string::npos) << ending;
  EXPECT_NE(error_of(plan({"a.mp4"}, {directory_ / "{name}.mp4"})).find("{name} is unknown"), std::string::npos);
  EXPECT_NE(error_of(plan({"a.mp4"}, {directory_ / "{frame}.mp4"})).find("{frame} is for pictures"), std::string::npos);
}

TEST_F(OutputPlanTest, AMissingDirectoryIsNamedWithItsRemedy) {
  const auto planned = plan({"a.mp4"}, {directory_ / "no/r.jsonl"});
  ASSERT_FALSE(planned);
  EXPECT_EQ(planned.error().code(), StatusCode::kNotFound);
  EXPECT_NE(planned.error().message().find("mkdir -p " + directory_ / "no"), std::string::npos);
}

TEST(FramePath, FillsInSixDigits) {
  EXPECT_EQ(frame_path("out/a_{frame}.png", 12), "out/a_000012.png");
  EXPECT_EQ(frame_path("out/a.png", 12), "out/a.png");
}

TEST_F(OutputPlanTest, MasksAreAPictureAFrameOfEachSource) {
  sources_ = *expand_inputs(std::vector<std::string>{"x/a.mp4", "y/b.mov"});
  const auto planned = plan_outputs(std::vector<std::string>{directory_ / "r.csv"}, sources_, directory_ / "");
  ASSERT_TRUE(planned) << error_of(planned);
  EXPECT_EQ(planned->of_source[1][0].kind, OutputKind::kMask);
  EXPECT_EQ(planned->of_source[1][0].path, directory_ / "b_{frame}.png");
  sources_ = *expand_inputs(std::vector<std::string>{"x/a.mp4", "y/a.mov"});
  EXPECT_NE(error_of(plan_outputs({}, sources_, directory_ / "")).find("two outputs"), std::string::npos);
}

}  // namespace
}  // namespace saccade::cli
