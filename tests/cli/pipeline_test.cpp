// The three stages around a solution that only counts.
#include "run/pipeline.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "media_files.h"
#include "temporary_directory.h"

namespace saccade::cli {
namespace {

// Finds one face a frame, its score the number of frames since the last reset in hundredths; fails where it is told to.
class CountingSolution final : public Solution {
 public:
  void add_flags(CLI::App&) override {}
  nlohmann::ordered_json options() const override { return {}; }
  std::string device() const override { return "cpu"; }
  void set_device(const std::string&) override {}
  std::vector<std::string> model_names() const override { return {}; }
  Status create() override { return ok_status(); }
  Result<SolutionResult> process(const Frame& frame) override {
    std::this_thread::sleep_for(delay);
    ++frames_;
    if (frame.index == failing_frame) return internal_error("told to fail");
    FaceDetectionResult result;
    result.faces.push_back({static_cast<float>(frames_) / 100, {}, {}});
    return SolutionResult(result);
  }
  Status reset() override {
    frames_ = 0;
    return reset_status;
  }
  Placement placement() const override { return {}; }
  std::vector<std::string> csv_columns() const override { return {"face", "score"}; }

  std::chrono::microseconds delay{0};
  int64_t failing_frame = -1;
  Status reset_status;

 private:
  int frames_ = 0;
};

class PipelineTest : public testing::Test {
 protected:
  // Runs over the inputs into outputs; the report of the run.
  const RunReport& run(std::vector<std::string> inputs, std::vector<std::string> outputs) {
    request_.sources = *expand_inputs(inputs);
    Result<OutputPlan> plan = plan_outputs(outputs, request_.sources);
    EXPECT_TRUE(plan) << plan.error().message();
    request_.outputs = *plan;
    sinks_.emplace(request_, RunHeader{"{}", {"face", "score"}});
    Pipeline pipeline(request_, solution_, *sinks_, nullptr);
    Reporter reporter(true);
    pipeline.start_decoding();
    EXPECT_TRUE(pipeline.run(reporter));
    return sinks_->report();
  }

  std::vector<nlohmann::json> lines(const std::string& name) const {
    std::vector<nlohmann::json> lines;
    std::istringstream stream(directory_.read(name));
    for (std::string line; std::getline(stream, line);) lines.push_back(nlohmann::json::parse(line));
    return lines;
  }

  TemporaryDirectory directory_;
  CountingSolution solution_;
  RunRequest request_;
  std::optional<SinkStage> sinks_;
};

TEST_F(PipelineTest, EveryFrameArrivesOnceAndInOrder) {
  make_video(directory_ / "v.mp4", 100);
  const RunReport& report = run({directory_ / "v.mp4"}, {directory_ / "o.jsonl"});
  EXPECT_EQ(report.frames, 100);
  EXPECT_TRUE(report.fatal.ok() && report.failures.empty());
  const auto found = lines("o.jsonl");
  ASSERT_EQ(found.size(), 101u);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(found[i + 1]["frame"], i);
}

TEST_F(PipelineTest, EachSourceStartsAnew) {
  make_video(directory_ / "a.mp4", 4);
  make_video(directory_ / "b.mp4", 4);
  run({directory_ / "a.mp4", directory_ / "b.mp4"}, {directory_ / "o.jsonl"});
  const auto found = lines("o.jsonl");
  ASSERT_EQ(found.size(), 9u);
  EXPECT_EQ(found[4]["faces"][0]["score"], 0.04);
  EXPECT_EQ(found[5]["faces"][0]["score"], 0.01);
}

TEST_F(PipelineTest, ASourceThatCannotStartAnewFailsInsteadOfMixingTracks) {
  make_video(directory_ / "a.mp4", 4);
  make_video(directory_ / "b.mp4", 4);
  solution_.reset_status = internal_error("stuck");
  const RunReport& report = run({directory_ / "a.mp4", directory_ / "b.mp4"}, {directory_ / "o.jsonl"});
  ASSERT_EQ(report.failures.size(), 1u);
  EXPECT_EQ(report.failures[0].message, "stuck");
  EXPECT_EQ(report.frames, 4);
}

TEST_F(PipelineTest, AFrameThatFailsCarriesItsErrorAndTheOthersGoOn) {
  make_video(directory_ / "v.mp4", 6);
  solution_.failing_frame = 2;
  const RunReport& report =
      run({directory_ / "v.mp4"}, {directory_ / "o.jsonl", directory_ / "o.csv", directory_ / "o.mp4"});
  EXPECT_EQ(report.frames, 5);
  EXPECT_EQ(report.failed_frames, 1);
  ASSERT_EQ(report.failures.size(), 1u);
  EXPECT_NE(report.failures[0].message.find("1 of 6 frames failed"), std::string::npos);
  EXPECT_EQ(report.outputs.size(), 3u);
  const auto found = lines("o.jsonl");
  EXPECT_EQ(found[3]["error"], "told to fail");
  EXPECT_EQ(found[3]["timestamp_us"], 80'000);
  EXPECT_FALSE(found[3].contains("faces"));
  EXPECT_NE(directory_.read("o.csv").find(",2,80000,96,64,told to fail,,\n"), std::string::npos);
}

TEST_F(PipelineTest, AnOutputThatFailsStopsItsSourceAndNotTheOthers) {
  make_video(directory_ / "a.mp4", 50);
  make_picture(directory_ / "b.png", 32, 32);
  const RunReport& report =
      run({directory_ / "a.mp4", directory_ / "b.png"}, {directory_ / "{stem}_out.png", directory_ / "o.jsonl"});
  ASSERT_EQ(report.failures.size(), 1u);
  EXPECT_EQ(report.failures[0].source, directory_ / "a.mp4");
  EXPECT_FALSE(std::filesystem::exists(directory_ / "a_out.png"));
  EXPECT_TRUE(std::filesystem::exists(directory_ / "b_out.png"));
}

TEST_F(PipelineTest, ACutOffVideoLeavesOnlyAPartialOutput) {
  make_video(directory_ / "whole.mkv", 60);
  const std::string bytes = directory_.read("whole.mkv");
  const std::string cut = directory_.add("cut.mkv", bytes.substr(0, bytes.size() / 2));
  const RunReport& report = run({cut}, {directory_ / "o.jsonl", directory_ / "o.mp4"});
  ASSERT_EQ(report.failures.size(), 1u) << report.frames;
  EXPECT_GT(report.frames, 0);
  EXPECT_FALSE(std::filesystem::exists(directory_ / "o.jsonl") || std::filesystem::exists(directory_ / "o.mp4"));
  EXPECT_TRUE(std::filesystem::exists(directory_ / "o.partial.jsonl"));
  EXPECT_TRUE(std::filesystem::exists(directory_ / "o.partial.mp4"));
}

TEST_F(PipelineTest, ASlowSolutionHoldsTheDecoderBack) {
  make_video(directory_ / "v.mp4", 40);
  solution_.delay = std::chrono::milliseconds(2);
  EXPECT_EQ(run({directory_ / "v.mp4"}, {directory_ / "o.jsonl"}).frames, 40);
}

TEST_F(PipelineTest, StoppedBeforeItRanItLeavesNothing) {
  make_video(directory_ / "v.mp4", 500);
  const std::vector<std::string> inputs = {directory_ / "v.mp4"}, outputs = {directory_ / "o.jsonl"};
  request_.sources = *expand_inputs(inputs);
  request_.outputs = *plan_outputs(outputs, request_.sources);
  sinks_.emplace(request_, RunHeader{"{}", {"face", "score"}});
  Pipeline pipeline(request_, solution_, *sinks_, nullptr);
  pipeline.start_decoding();
  EXPECT_TRUE(pipeline.stop());
  EXPECT_EQ(directory_.file_count(), 1u);
}

}  // namespace
}  // namespace saccade::cli
