// ConstantSidePacket, SidePacketToStream, LocalFileContents, Logic.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "calculators/resources.h"
#include "graph_tester.h"
#include "saccade/types.h"

namespace saccade {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

TEST(ConstantSidePacketCalculator, GivesWhatItsOptionsHold) {
  GraphTester graph(R"(
    output_side_packet: "n" output_side_packet: "text" output_side_packet: "list"
    node {
      calculator: "ConstantSidePacketCalculator"
      output_side_packet: "PACKET:0:n" output_side_packet: "PACKET:1:text" output_side_packet: "PACKET:2:list"
      options { [mediapipe.ConstantSidePacketCalculatorOptions.ext] {
        packet { int_value: 3 } packet { string_value: "hello" }
        packet { landmark_list_value { landmark { x: 1 y: 2 z: 3 visibility: 0.5 } } } } }
    })");
  ASSERT_TRUE(graph.status().ok()) << graph.status().to_string();
  EXPECT_EQ(**graph.side_packet("n")->get<int>(), 3);
  EXPECT_EQ(**graph.side_packet("text")->get<std::string>(), "hello");
  const Landmarks& list = **graph.side_packet("list")->get<Landmarks>();
  EXPECT_FLOAT_EQ(*list.at(0).visibility, 0.5f);
  EXPECT_FALSE(list.at(0).presence.has_value());
}

TEST(ConstantSidePacketCalculator, RefusesAnotherNumberOfValuesAndNone) {
  const auto graph = [](const std::string& packets) {
    return GraphTester(R"(node { calculator: "ConstantSidePacketCalculator" output_side_packet: "PACKET:n"
                          options { [mediapipe.ConstantSidePacketCalculatorOptions.ext] { )" +
                       packets + "} } }")
        .status();
  };
  EXPECT_EQ(graph("").code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(graph("packet {}").code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(graph("packet { int_value: 1 } packet { int_value: 1 }").code(), StatusCode::kInvalidArgument);
  EXPECT_TRUE(graph("packet { int_value: 1 }").ok());
}

TEST(SidePacketToStreamCalculator, SendsOnceAtAFixedTime) {
  GraphTester graph(R"(
    input_side_packet: "a" input_side_packet: "b" output_stream: "x" output_stream: "y"
    node {
      calculator: "SidePacketToStreamCalculator" input_side_packet: "a" input_side_packet: "b"
      output_stream: "AT_ZERO:0:x" output_stream: "AT_ZERO:1:y"
    })",
                    {{"a", make_packet<int>(1)}, {"b", make_packet<int>(2)}});
  ASSERT_TRUE(graph.status().ok()) << graph.status().to_string();
  EXPECT_TRUE(graph.finish().ok());
  EXPECT_THAT(graph.values<int>("x"), ElementsAre(Pair(0, 1)));
  EXPECT_THAT(graph.values<int>("y"), ElementsAre(Pair(0, 2)));
}

TEST(SidePacketToStreamCalculator, SendsWithEveryTick) {
  GraphTester graph(R"(
    input_stream: "tick" input_side_packet: "a" output_stream: "x"
    node {
      calculator: "SidePacketToStreamCalculator" input_stream: "TICK:tick" input_side_packet: "a"
      output_stream: "AT_TICK:x"
    })",
                    {{"a", make_packet<int>(9)}});
  ASSERT_TRUE(graph.add<int>("tick", 3, 0).ok());
  ASSERT_TRUE(graph.add<int>("tick", 8, 0).ok());
  EXPECT_THAT(graph.values<int>("x"), ElementsAre(Pair(3, 9), Pair(8, 9)));
}

TEST(SidePacketToStreamCalculator, RefusesATickWithoutItsOutput) {
  GraphTester graph(R"(
    input_stream: "tick" input_side_packet: "a" output_stream: "x"
    node {
      calculator: "SidePacketToStreamCalculator" input_stream: "TICK:tick" input_side_packet: "a"
      output_stream: "AT_ZERO:x"
    })",
                    {{"a", make_packet<int>(9)}});
  EXPECT_EQ(graph.status().code(), StatusCode::kInvalidArgument);
}

constexpr char kFile[] = R"(
  input_side_packet: "path" output_side_packet: "bytes"
  node {
    calculator: "LocalFileContentsCalculator"
    input_side_packet: "FILE_PATH:path" output_side_packet: "CONTENTS:bytes"
  })";

TEST(LocalFileContentsCalculator, ReadsBytesAsTheyAre) {
  const std::string path = testing::TempDir() + "saccade_local_file_contents";
  const std::string bytes("a\0\r\nb", 5);
  std::ofstream(path, std::ios::binary) << bytes;
  GraphTester graph(kFile, {{"path", make_packet<std::string>(path)}});
  ASSERT_TRUE(graph.status().ok()) << graph.status().to_string();
  EXPECT_EQ(**graph.side_packet("bytes")->get<std::string>(), bytes);
  std::filesystem::remove(path);
}

TEST(LocalFileContentsCalculator, NamesAFileThatIsNotThere) {
  GraphTester graph(kFile, {{"path", make_packet<std::string>("/no/such/file.txt")}});
  EXPECT_EQ(graph.status().code(), StatusCode::kNotFound);
  EXPECT_THAT(graph.status().message(), HasSubstr("/no/such/file.txt"));
}

TEST(Resources, OfModelsAreLookedUpByName) {
  // Whatever find_model() says of an unknown name, it must name it.
  EXPECT_THAT(find_resource("mediapipe/modules/no_such_model.tflite").error().message(), HasSubstr("no_such_model"));
  EXPECT_EQ(find_resource("").error().code(), StatusCode::kInvalidArgument);
}

TEST(LogicCalculator, JoinsStreams) {
  GraphTester graph(R"(
    input_stream: "a" input_stream: "b" output_stream: "out"
    node {
      calculator: "LogicCalculator" input_stream: "a" input_stream: "b" output_stream: "out"
      options { [mediapipe.LogicCalculatorOptions.ext] { op: XOR negate: true } }
    })");
  ASSERT_TRUE(graph.add<bool>("a", 0, true).ok());
  ASSERT_TRUE(graph.add<bool>("b", 0, false).ok());
  ASSERT_TRUE(graph.add<bool>("a", 1, true).ok());
  ASSERT_TRUE(graph.add<bool>("b", 1, true).ok());
  EXPECT_THAT(graph.values<bool>("out"), ElementsAre(Pair(0, false), Pair(1, true)));
}

TEST(LogicCalculator, JoinsSidePacketsAndConstants) {
  const std::string text = R"(
    input_side_packet: "a" output_side_packet: "out"
    node {
      calculator: "LogicCalculator" input_side_packet: "a" output_side_packet: "out"
      options { [mediapipe.LogicCalculatorOptions.ext] { op: AND input_value: true } }
    })";
  GraphTester yes(text, {{"a", make_packet<bool>(true)}});
  EXPECT_TRUE(**yes.side_packet("out")->get<bool>());
  GraphTester no(text, {{"a", make_packet<bool>(false)}});
  EXPECT_FALSE(**no.side_packet("out")->get<bool>());
}

}  // namespace
}  // namespace saccade
