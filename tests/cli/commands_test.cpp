// The commands besides `run`: what they print, and their exit codes.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "media_files.h"
#include "process.h"
#include "saccade/version.h"
#include "temporary_directory.h"

namespace saccade::cli {
namespace {

using nlohmann::json;

TEST(Version, IsOneLineOrJson) {
  EXPECT_EQ(run_tool({"version"}).out, std::string("saccade ") + version() + "\n");
  EXPECT_EQ(json::parse(run_tool({"version", "--json"}).out)["saccade"], version());
}

TEST(Devices, NamesTheCpuAndItsInstructionSet) {
  const Finished finished = run_tool({"devices", "--json"});
  ASSERT_EQ(finished.code, 0) << finished.err;
  const json list = json::parse(finished.out);
  EXPECT_EQ(list.at(0)["id"], "cpu");
  for (const json& device : list) {
    for (const char* key : {"kind", "name", "driver", "uuid", "pci", "memory_bytes", "usable", "unusable"})
      EXPECT_TRUE(device.contains(key)) << key;
  }
  EXPECT_NE(run_tool({"devices"}).out.find("cpu"), std::string::npos);
}

TEST(Doctor, IsHealthyWithTheModelsAndBrokenWithoutAny) {
  const TemporaryDirectory directory;
  const Finished broken = Tool({"doctor", "--json"})
                              .environment("SACCADE_MODELS", directory / "none")
                              .environment("HOME", directory.path())
                              .environment("XDG_DATA_HOME", directory.path())
                              .run();
  const json checks = json::parse(broken.out);
  if (broken.code == 3) {
    EXPECT_EQ(checks["health"], "broken");
    EXPECT_NE(broken.out.find("saccade models pull"), std::string::npos);
  } else {
    EXPECT_EQ(broken.code, 0);  // an installed tool has models of its own
  }
  const std::string text = run_tool({"doctor"}).out;
  for (const char* part : {"cpu", "threads", "gpu", "models"}) EXPECT_NE(text.find(part), std::string::npos) << text;
}

TEST(Doctor, ADamagedModelIsDegraded) {
  SKIP_WITHOUT_FACE_MODELS();
  const TemporaryDirectory directory;
  directory.add("models/face_landmark.tflite", "damaged");
  const char* before = std::getenv("SACCADE_MODELS");
  const Finished finished =
      Tool({"doctor"})
          .environment("SACCADE_MODELS", directory / "models" + (before != nullptr ? std::string(":") + before : ""))
          .run();
  EXPECT_EQ(finished.code, 1) << finished.out;
  EXPECT_NE(finished.out.find("face_landmark"), std::string::npos);
}

TEST(Models, AreListedShownAndVerified) {
  const json list = json::parse(run_tool({"models", "list", "--json"}).out);
  EXPECT_GE(list.size(), 18u);
  const json shown = json::parse(run_tool({"models", "show", "face_landmark", "--json"}).out);
  EXPECT_EQ(shown["name"], "face_landmark");
  EXPECT_EQ(shown["variants"].at(0)["sha256"].get<std::string>().size(), 64u);
  EXPECT_EQ(run_tool({"models", "verify"}).code, 0);
}

TEST(Models, VerifyFailsOnADamagedFileAndNamesIt) {
  const TemporaryDirectory directory;
  directory.add("face_landmark.tflite", "damaged");
  const Finished finished = Tool({"models", "verify"}).environment("SACCADE_MODELS", directory.path()).run();
  EXPECT_EQ(finished.code, 1);
  ASSERT_EQ(finished.errors().size(), 1u) << finished.err;
  EXPECT_NE(finished.err.find("face_landmark"), std::string::npos);
}

TEST(Calculators, AreListedAndFoundByName) {
  const json all = json::parse(run_tool({"calculators", "--json"}).out);
  EXPECT_GE(all["calculators"].size(), 30u);
  EXPECT_EQ(run_tool({"calculators", "GateCalculator"}).code, 0);
}

TEST(Bench, PrintsLatencyAndThroughput) {
  SKIP_WITHOUT_FACE_MODELS();
  const Finished finished = run_tool({"bench", "face_detection", "--frames", "5", "--json"});
  ASSERT_EQ(finished.code, 0) << finished.err;
  const json result = json::parse(finished.out);
  EXPECT_EQ(result["frames"], 5);
  EXPECT_GT(result["p50_ms"], 0.0);
  EXPECT_GE(result["p99_ms"], result["p50_ms"]);
  EXPECT_GT(result["cpu_seconds"], 0.0);
}

TEST(Bench, ComparesDevicesBackToBackAndPaced) {
  SKIP_WITHOUT_FACE_MODELS();
  const Finished finished =
      run_tool({"bench", "face_detection", "--device", "cpu,cpu", "--frames", "3", "--paced-frames", "2", "--json"});
  ASSERT_EQ(finished.code, 0) << finished.err;
  const json list = json::parse(finished.out);
  ASSERT_EQ(list.size(), 2u);
  for (const json& one : list) {
    EXPECT_EQ(one["device"], "cpu");
    EXPECT_EQ(one["bytes_to_device"], 0);
    EXPECT_GT(one["paced"]["p50_ms"], 0.0);
  }
}

TEST(Bench, SavesOnlyAComparisonWithAGpu) {
  SKIP_WITHOUT_FACE_MODELS();
  const Finished finished =
      run_tool({"bench", "face_detection", "--device", "cpu", "--frames", "1", "--paced-frames", "0", "--save"});
  EXPECT_EQ(finished.code, 2);
  EXPECT_NE(finished.err.find("--device cpu,gpu"), std::string::npos) << finished.err;
}

TEST(Bench, CountsWhatAVulkanDeviceIsSentAndGives) {
  SKIP_WITHOUT_FACE_MODELS();
  const Finished finished =
      run_tool({"bench", "face_detection", "--device", "vulkan:cpu", "--frames", "3", "--paced-frames", "0", "--json"});
  if (finished.code == 1 && finished.err.find("mesa-vulkan-drivers") != std::string::npos) {
    GTEST_SKIP() << "skipped: " << finished.err;
  }
  ASSERT_EQ(finished.code, 0) << finished.err;
  const json result = json::parse(finished.out);
  EXPECT_EQ(result["device"], "vulkan:cpu");
  EXPECT_GT(result["bytes_to_device"], 0);
  EXPECT_GT(result["bytes_from_device"], 0);
}

TEST(Bench, TimesModelsByName) {
  SKIP_WITHOUT_FACE_MODELS();
  const Finished finished = run_tool({"bench", "models", "face_landmark", "--frames", "2", "--json"});
  ASSERT_EQ(finished.code, 0) << finished.err;
  EXPECT_EQ(json::parse(finished.out).at(0)["model"], "face_landmark");
  EXPECT_EQ(run_tool({"bench", "models", "face_landmrk"}).code, 2);
}

class GraphCommand : public testing::Test {
 protected:
  TemporaryDirectory directory_;
  std::string pass_through_ = directory_.add("pass.pbtxt",
                                             "input_stream: \"in\"\n"
                                             "output_stream: \"out\"\n"
                                             "node {\n"
                                             "  calculator: \"PassThroughCalculator\"\n"
                                             "  input_stream: \"in\"\n"
                                             "  output_stream: \"out\"\n"
                                             "}\n");
};

TEST_F(GraphCommand, ChecksShowsAndDraws) {
  EXPECT_EQ(run_tool({"graph", "check", pass_through_}).code, 0);
  EXPECT_NE(run_tool({"graph", "show", pass_through_}).out.find("PassThroughCalculator"), std::string::npos);
  EXPECT_TRUE(run_tool({"graph", "dot", pass_through_}).out.starts_with("digraph"));
}

TEST_F(GraphCommand, ErrorsCarryFileLineAndColumn) {
  const std::string path = directory_.add("bad.pbtxt", "node {\n  calculator: \"NoSuchCalculator\"\n}\n");
  const Finished unknown = run_tool({"graph", "check", path});
  EXPECT_EQ(unknown.code, 1);
  ASSERT_EQ(unknown.errors().size(), 1u) << unknown.err;
  EXPECT_NE(unknown.err.find("NoSuchCalculator"), std::string::npos);
  const Finished syntax = run_tool({"graph", "check", directory_.add("syntax.pbtxt", "node {\n  calculator 5\n")});
  EXPECT_EQ(syntax.code, 1);
  EXPECT_NE(syntax.err.find("syntax.pbtxt:2:"), std::string::npos) << syntax.err;
}

TEST_F(GraphCommand, TruncatedAndMutatedGraphsNeverCrash) {
  const std::string whole = directory_.read("pass.pbtxt");
  for (size_t place = 0; place < 64; ++place) {
    const std::string path = directory_.add("cut.pbtxt", whole.substr(0, whole.size() * place / 64));
    const Finished finished = run_tool({"graph", "check", path});
    EXPECT_TRUE(finished.code == 0 || finished.code == 1) << finished.code << finished.err;
    EXPECT_EQ(finished.errors().size(), finished.code == 0 ? 0u : 1u) << finished.err;
  }
}

TEST_F(GraphCommand, RunsImagesThrough) {
  make_picture(directory_ / "a.png", 40, 30);
  const Finished lines = run_tool({"graph", "run", pass_through_, "--input", "in=" + (directory_ / "a.png")});
  ASSERT_EQ(lines.code, 0) << lines.err;
  const json packet = json::parse(lines.out);
  EXPECT_EQ(packet["stream"], "out");
  EXPECT_EQ(packet["value"]["width"], 40);
  const Finished picture = run_tool({"graph", "run", pass_through_, "--input", "in=" + (directory_ / "a.png"),
                                     "--output", "out=" + (directory_ / "b.png")});
  ASSERT_EQ(picture.code, 0) << picture.err;
  EXPECT_TRUE(std::filesystem::exists(directory_ / "b.png"));
}

TEST_F(GraphCommand, UnknownStreamsAreUsage) {
  make_picture(directory_ / "a.png", 40, 30);
  const Finished finished = run_tool({"graph", "run", pass_through_, "--input", "inn=" + (directory_ / "a.png")});
  EXPECT_EQ(finished.code, 2);
  EXPECT_NE(finished.err.find("did you mean in?"), std::string::npos) << finished.err;
  EXPECT_EQ(run_tool({"graph", "run", pass_through_}).code, 2);
  EXPECT_EQ(run_tool({"graph", "run", pass_through_, "--input", "nonsense"}).code, 2);
}

}  // namespace
}  // namespace saccade::cli
