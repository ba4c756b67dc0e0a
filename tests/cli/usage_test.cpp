// Everything that is decided before a file is opened: exit code 2, one line that names the word and the remedy.
#include <gtest/gtest.h>

#include "process.h"
#include "temporary_directory.h"

namespace saccade::cli {
namespace {

struct UsageCase {
  std::string name;
  std::vector<std::string> arguments;
  std::string says;
};

class Usage : public testing::TestWithParam<UsageCase> {};

TEST_P(Usage, IsRefusedWithOneLineAndExitCodeTwo) {
  const Finished finished = run_tool(GetParam().arguments);
  EXPECT_EQ(finished.code, 2);
  EXPECT_EQ(finished.out, "");
  ASSERT_EQ(finished.errors().size(), 1u) << finished.err;
  EXPECT_EQ(finished.errors()[0] + "\n", finished.err);
  EXPECT_NE(finished.err.find(GetParam().says), std::string::npos) << finished.err;
}

INSTANTIATE_TEST_SUITE_P(
    Cases, Usage,
    testing::Values(
        UsageCase{"UnknownSolution", {"run", "face_mehs", "a.png"}, "did you mean face_mesh?"},
        UsageCase{"StrangeSolution", {"run", "objectron", "a.png"}, "there are face_detection, face_mesh"},
        UsageCase{"NoSolution", {"run"}, "face_detection, face_mesh"},
        UsageCase{"UnknownCommand", {"modles"}, "did you mean models?"}, UsageCase{"NoCommand", {}, "wants one of"},
        UsageCase{"UnknownOption", {"run", "face_mesh", "a.png", "--max-face", "2"}, "did you mean --max-faces?"},
        UsageCase{"OptionOfAnotherSolution", {"run", "face_detection", "a.png", "--refine"}, "unknown option --refine"},
        UsageCase{"UnderscoreInOption", {"run", "face_mesh", "a.png", "--max_faces", "2"}, "did you mean --max-faces?"},
        UsageCase{"NoInput", {"run", "face_mesh"}, "INPUT"},
        UsageCase{"EmptyInput", {"run", "face_mesh", ""}, "an input is empty"},
        UsageCase{"NanThreshold",
                  {"run", "face_mesh", "a.png", "--min-detection-confidence", "nan"},
                  "--min-detection-confidence: wants a number from 0 to 1, not 'nan'"},
        UsageCase{"ThresholdAboveOne",
                  {"run", "face_mesh", "a.png", "--min-tracking-confidence", "1.5"},
                  "--min-tracking-confidence"},
        UsageCase{"NegativeCount", {"run", "face_mesh", "a.png", "--max-faces", "-1"}, "--max-faces"},
        UsageCase{"ZeroCount", {"run", "face_mesh", "a.png", "--max-faces", "0"}, "from 1 to 100"},
        UsageCase{"FractionalCount", {"run", "face_mesh", "a.png", "--max-faces", "1.5"}, "a whole number"},
        UsageCase{"NegativeThreads", {"run", "face_mesh", "a.png", "--threads", "-2"}, "--threads"},
        UsageCase{"UnknownRange", {"run", "face_detection", "a.png", "--range", "ful"}, "did you mean full?"},
        UsageCase{"ZeroRate", {"run", "face_mesh", "a.png", "--fps", "0"}, "--fps"},
        UsageCase{"ZeroEvery", {"run", "face_mesh", "a.png", "--every", "0"}, "--every"},
        UsageCase{"NegativeFrames", {"run", "face_mesh", "a.png", "--max-frames", "-1"}, "--max-frames"},
        UsageCase{"BadTime", {"run", "face_mesh", "a.png", "--start", "1:2:3:4"}, "--start"},
        UsageCase{"EndBeforeStart", {"run", "face_mesh", "a.png", "--start", "5", "--end", "4"}, "--end is not after"},
        UsageCase{"UnknownEnding", {"run", "face_mesh", "a.png", "-o", "/tmp/r.jsnl"}, "did you mean .jsonl?"},
        UsageCase{"JsonTwiceOnOutput", {"run", "face_mesh", "a.png", "--json"}, "both want standard output"},
        UsageCase{"UnknownModel", {"models", "show", "face_landmrk"}, "did you mean face_landmark?"},
        UsageCase{"UnknownCalculator", {"calculators", "GateCalculatr"}, "did you mean GateCalculator?"},
        UsageCase{"UnknownDevice", {"run", "face_mesh", "a.png", "--device", "gup"}, "gup"},
        UsageCase{"BenchZeroFrames", {"bench", "face_mesh", "--frames", "0"}, "--frames"}),
    [](const auto& instance) { return instance.param.name; });

TEST(Help, EveryCommandHasItOnStandardOutput) {
  const std::vector<std::vector<std::string>> commands = {{},
                                                          {"run"},
                                                          {"run", "face_mesh"},
                                                          {"run", "face_detection"},
                                                          {"graph"},
                                                          {"graph", "run"},
                                                          {"devices"},
                                                          {"doctor"},
                                                          {"models"},
                                                          {"models", "list"},
                                                          {"bench"},
                                                          {"bench", "face_mesh"},
                                                          {"bench", "models"},
                                                          {"calculators"},
                                                          {"version"}};
  for (std::vector<std::string> command : commands) {
    command.push_back("--help");
    const Finished finished = run_tool(command);
    EXPECT_EQ(finished.code, 0);
    EXPECT_EQ(finished.err, "");
    EXPECT_NE(finished.out.find("Usage: saccade"), std::string::npos) << finished.out;
  }
}

TEST(Help, OfASolutionListsItsOptionsWithRangesAndDefaults) {
  const std::string help = run_tool({"run", "face_mesh", "--help"}).out;
  for (const char* option :
       {"--max-faces", "--refine", "--static", "--min-detection-confidence", "--device", "--threads", "--fps",
        "--every", "--start", "--end", "--max-frames", "--explain", "--trace", "--json"}) {
    EXPECT_NE(help.find(option), std::string::npos) << option;
  }
  EXPECT_NE(help.find("(0 to 1) [0.5]"), std::string::npos) << help;
  EXPECT_EQ(help.find("--shard"), std::string::npos);
}

}  // namespace
}  // namespace saccade::cli
