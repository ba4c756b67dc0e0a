// Text and binary configs, good and hostile.
#include "graph/config.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "graph/fake_nodes.h"
#include "test_options.pb.h"

namespace saccade::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kText = R"(# a comment
input_stream: "in"
output_stream: 'out'
node {
  calculator: "Node"
  input_stream: "in"
  output_stream: "mid"
  options: { [saccade.test.NodeTestOptions.ext] { number: 3 numbers: [1, 2] real: 1e-3 part { name: "x" } } }
}

  node: {
  calculator: "OffsetNode"
  input_stream: "mid"
  output_stream: "out"
  node_options: { [type.googleapis.com/saccade.test.NodeTestOptions]: { text: "any" } }
})";

std::string binary() {
  static_cast<void>(NodeTestOptions::default_instance());
  return config(kText).proto.SerializeAsString();
}

// Whatever the input, an answer and no crash.
void try_graph(const Result<GraphConfig>& parsed) {
  if (!parsed.ok()) {
    EXPECT_FALSE(parsed.error().message().empty());
    return;
  }
  static_cast<void>(Graph::create(*parsed, registry()));
}

TEST(Config, TextKeepsThePlaceOfEveryNode) {
  const GraphConfig parsed = *parse_config_text(kText, "g.pbtxt");
  ASSERT_EQ(parsed.node_locations.size(), 2u);
  EXPECT_EQ(parsed.node_locations[0].to_string(), "g.pbtxt:4:1");
  EXPECT_EQ(parsed.node_locations[1].to_string(), "g.pbtxt:11:3");
}

TEST(Config, TextErrorsHaveFileLineAndColumn) {
  auto error = [](const std::string& text) { return parse_config_text(text, "g.pbtxt").error().message(); };
  EXPECT_THAT(error("node {\n  calculatr: \"X\"\n}"), AllOf(StartsWith("g.pbtxt:2:"), HasSubstr("calculatr")));
  EXPECT_THAT(error("node { calculator: \"X\""), StartsWith("g.pbtxt:1:"));
  EXPECT_THAT(error("\n\n  max_queue_size: \"three\""), StartsWith("g.pbtxt:3:"));
  EXPECT_THAT(error("this is no graph"), StartsWith("g.pbtxt:1:"));
  EXPECT_THAT(error("max_queue_size: 99999999999999"), StartsWith("g.pbtxt:1:"));
  EXPECT_THAT(error("input_stream: \"\x01\xff"), StartsWith("g.pbtxt:1:"));
}

TEST(Config, UnknownOptionsSayWhatIsMissing) {
  EXPECT_THAT(
      parse_config_text("node {\n options { [mediapipe.NoSuchOptions.ext] {} } }", "g.pbtxt").error().message(),
      AllOf(StartsWith("g.pbtxt:2:"), HasSubstr("mediapipe.NoSuchOptions.ext"), HasSubstr("this build does not have")));
  EXPECT_THAT(parse_config_text("node { node_options { [type.googleapis.com/no.Such] {} } }", "g").error().message(),
              AllOf(HasSubstr("no.Such"), HasSubstr("this build does not have")));
}

TEST(Config, BinaryGivesTheSameGraph) {
  const GraphConfig parsed = *parse_config_binary(binary(), "g.binarypb");
  EXPECT_EQ(print_config(parsed.proto), print_config(config(kText).proto));
  EXPECT_EQ(parsed.node_locations[0].to_string(), "g.binarypb");
}

TEST(Config, PrintedTextCanBeReadAgain) {
  const std::string printed = print_config(config(kText).proto);
  EXPECT_EQ(print_config(parse_config_text(printed, "again")->proto), printed);
}

TEST(Config, ReadsFilesByNameAndContents) {
  const std::filesystem::path directory = std::filesystem::path(testing::TempDir()) / "saccade_config_test";
  std::filesystem::create_directories(directory);
  auto write = [&](const std::string& name, const std::string& contents) {
    std::ofstream(directory / name, std::ios::binary) << contents;
    return (directory / name).string();
  };
  EXPECT_EQ(read_config(write("a.pbtxt", kText))->proto.node_size(), 2);
  EXPECT_EQ(read_config(write("a.binarypb", binary()))->proto.node_size(), 2);
  EXPECT_EQ(read_config(write("text", kText))->proto.node_size(), 2);
  EXPECT_EQ(read_config(write("bytes", binary()))->proto.node_size(), 2);
  EXPECT_EQ(read_config(write("empty.pbtxt", ""))->proto.node_size(), 0);
  EXPECT_THAT(read_config((directory / "missing.pbtxt").string()).error().message(), HasSubstr("missing.pbtxt"));
  EXPECT_FALSE(read_config(directory.string()).ok());
  std::filesystem::remove_all(directory);
}

TEST(Config, LegacyPartsAreRefusedByName) {
  for (const char* part : {"packet_generator", "packet_factory", "status_handler"}) {
    Fixture f(std::string(part) + " {}");
    EXPECT_EQ(f.status().code(), StatusCode::kUnimplemented);
    EXPECT_THAT(f.status().message(), HasSubstr(part));
  }
}

TEST(Config, TemplatesAreRefusedByName) {
  EXPECT_THAT(parse_config_text("%param width%\nnode { }", "g.pbtxt").error().message(),
              AllOf(StartsWith("g.pbtxt:1:"), HasSubstr("templates are not supported")));
  EXPECT_THAT(parse_config_text("max_queue_size: %width%", "g.pbtxt").error().message(), HasSubstr("templates"));
}

TEST(Config, DeepNestingIsAnErrorNotACrash) {
  std::string text = "node { options { [mediapipe.SwitchContainerOptions.ext] { ";
  std::string nested = text;
  for (int i = 0; i < 10000; ++i) nested += "contained_node { options { [mediapipe.SwitchContainerOptions.ext] { ";
  EXPECT_FALSE(parse_config_text(nested, "g").ok());
  EXPECT_FALSE(parse_config_text(std::string(100000, '{'), "g").ok());
  EXPECT_FALSE(parse_config_text("node " + std::string(100000, '<'), "g").ok());
}

TEST(Config, EveryTruncationIsAnswered) {
  const std::string text = kText;
  for (size_t size = 0; size < text.size(); ++size) {
    const std::vector<char> block(text.begin(), text.begin() + size);  // a heap block of exactly this size
    try_graph(parse_config_text(std::string_view(block.data(), size), "g"));
  }
  const std::string bytes = binary();
  for (size_t size = 0; size < bytes.size(); ++size) {
    const std::vector<char> block(bytes.begin(), bytes.begin() + size);
    try_graph(parse_config_binary(std::string_view(block.data(), size), "g"));
  }
}

TEST(Config, RandomMutationsAreAnswered) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  auto mutate = [&](std::string contents) {
    const int edits = 1 + static_cast<int>(random() % 4);
    for (int i = 0; i < edits; ++i) contents[random() % contents.size()] = static_cast<char>(random());
    return contents;
  };
  const std::string text = kText;
  const std::string bytes = binary();
  for (int round = 0; round < 1500; ++round) {
    try_graph(parse_config_text(mutate(text), "g"));
    try_graph(parse_config_binary(mutate(bytes), "g"));
  }
}

TEST(Config, RandomBytesAreAnswered) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (int round = 0; round < 500; ++round) {
    std::string contents(random() % 300, '\0');
    for (char& c : contents) c = static_cast<char>(random());
    try_graph(parse_config(contents, "g"));
    try_graph(parse_config_text(contents, "g"));
  }
}

}  // namespace
}  // namespace saccade::test
