// options, node_options, graph options, option_value, and plain structs.
#include "graph/options.h"

#include <gmock/gmock.h>

#include "graph/fake_nodes.h"
#include "graph/field_path.h"
#include "graph/struct_options.h"
#include "test_options.pb.h"

namespace saccade::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

NodeOptions options_of(const std::string& node_text) {
  const GraphConfig parsed = config("node { calculator: \"Node\" " + node_text + " }");
  Result<NodeOptions> options = NodeOptions::parse(parsed.proto.node(0));
  EXPECT_TRUE(options.ok()) << options.error().to_string();
  return *std::move(options);
}

TEST(Options, TheExtensionGoesBeforeTheAnyWithoutMerging) {
  const NodeOptions options = options_of(R"(
    options { [saccade.test.NodeTestOptions.ext] { text: "extension" } }
    node_options { [type.googleapis.com/saccade.test.NodeTestOptions] { text: "any" number: 9 } })");
  EXPECT_EQ(options.get<NodeTestOptions>().text(), "extension");
  EXPECT_EQ(options.get<NodeTestOptions>().number(), 7);
}

TEST(Options, TheAnyCountsWhenThereIsNoExtensionOfItsType) {
  const NodeOptions options = options_of(R"(
    options { [saccade.test.GraphTestOptions.ext] { count: 1 } }
    node_options { [type.googleapis.com/saccade.test.NodeTestOptions] { number: 9 } })");
  EXPECT_EQ(options.get<NodeTestOptions>().number(), 9);
  EXPECT_EQ(options.get<GraphTestOptions>().count(), 1);
}

TEST(Options, DefaultsWhenTheNodeHasNone) {
  const NodeOptions options = options_of("");
  EXPECT_FALSE(options.has<NodeTestOptions>());
  EXPECT_EQ(options.get<NodeTestOptions>().number(), 7);
}

TEST(Options, ATypeGivenTwiceIsAnError) {
  const GraphConfig parsed = config(R"(node { calculator: "Node"
    node_options { [type.googleapis.com/saccade.test.NodeTestOptions] {} }
    node_options { [type.googleapis.com/saccade.test.NodeTestOptions] {} } })");
  EXPECT_THAT(NodeOptions::parse(parsed.proto.node(0)).error().message(), HasSubstr("twice"));
}

TEST(Options, DamagedBytesAreAnError) {
  mediapipe::CalculatorGraphConfig_Node node;
  auto* any = node.add_node_options();
  any->set_type_url("type.googleapis.com/saccade.test.NodeTestOptions");
  any->set_value("\x0a\xff\xff");
  EXPECT_THAT(NodeOptions::parse(node).error().message(), HasSubstr("damaged"));
  any->set_type_url("type.googleapis.com/of.another.Build");
  EXPECT_TRUE(NodeOptions::parse(node).ok());  // a calculator that asks for it cannot be here
}

// The options of the one node of subgraph "Sub" with these option_values, graph options and options of the outer node.
NodeTestOptions evaluated(const std::string& option_values, const std::string& graph_options,
                          const std::string& outer_options, const std::string& node_options = "") {
  GraphRegistry nodes(&registry());
  EXPECT_OK(nodes.add_subgraph("Sub",
                               graph_options + R"(
    node { calculator: "IntSource" output_stream: "s"
           node_options { [type.googleapis.com/saccade.test.NodeTestOptions] {)" +
                                   node_options + "} }" + option_values + "}",
                               "sub.pbtxt"));
  Fixture f("node { calculator: \"Sub\" " + outer_options + "}", {}, {}, nodes);
  EXPECT_OK(f.status());
  if (!f.status().ok()) return {};
  const NodePlan& node = f.graph().plan().nodes.front();
  EXPECT_EQ(f.graph().plan().config.node(0).option_value_size(), 0);
  return node.options.get<NodeTestOptions>();
}

Status evaluation_error(const std::string& option_value, const std::string& graph_options = "") {
  GraphRegistry nodes(&registry());
  EXPECT_OK(nodes.add_subgraph("Sub",
                               graph_options + R"(
    node { calculator: "IntSource" output_stream: "s"
           node_options { [type.googleapis.com/saccade.test.NodeTestOptions] {} } option_value: ")" +
                                   option_value + "\" }",
                               "sub.pbtxt"));
  return Fixture("node { calculator: \"Sub\" }", {}, {}, nodes).status();
}

constexpr const char* kGraph = R"(graph_options { [type.googleapis.com/saccade.test.GraphTestOptions] {
    count: 11 counts: 1 counts: 2 label: "graph" piece { size: 4 } pieces { size: 5 } pieces { size: 6 } ratio: 0.5
    mode: ON packed_counts: [7, 8, 9] } })";

TEST(OptionValue, CopiesAFieldOfTheGraphsOptions) {
  EXPECT_EQ(evaluated(R"(option_value: "number:count")", kGraph, "").number(), 11);
  EXPECT_EQ(evaluated(R"(option_value: "OPTIONS/number:options/count")", kGraph, "").number(), 11);
  EXPECT_EQ(evaluated(R"(option_value: "text:label" option_value: "real:ratio")", kGraph, "").text(), "graph");
}

TEST(OptionValue, GraphOptionsMayBeAnExtension) {
  EXPECT_EQ(evaluated(R"(option_value: "number:count")",
                      R"(options { [saccade.test.GraphTestOptions.graph_ext] { count: 21 } })", "")
                .number(),
            21);
}

TEST(OptionValue, TheOuterNodesOptionsOverrideTheGraphs) {
  const std::string outer = R"(node_options { [type.googleapis.com/saccade.test.GraphTestOptions] {
    count: 99 counts: 3 piece { name: "outer" } } })";
  const NodeTestOptions merged = evaluated(
      R"(option_value: "number:count" option_value: "numbers:counts" option_value: "part:piece")", kGraph, outer);
  EXPECT_EQ(merged.number(), 99);
  EXPECT_THAT(merged.numbers(), ElementsAre(1, 2, 3));  // repeated fields are appended
  EXPECT_EQ(merged.part().size(), 4);                   // messages are merged
  EXPECT_EQ(merged.part().name(), "outer");
  EXPECT_EQ(evaluated(R"(option_value: "number:count")", kGraph,
                      R"(options { [saccade.test.GraphTestOptions.ext] { count: 98 } })")
                .number(),
            98);
}

TEST(OptionValue, AFieldThatIsNotSetClearsTheNodes) {
  const std::string empty = R"(graph_options { [type.googleapis.com/saccade.test.GraphTestOptions] {} })";
  const NodeTestOptions cleared = evaluated(R"(option_value: "number:count" option_value: "numbers:counts")", empty, "",
                                            "number: 1 numbers: 2 text: 'kept'");
  EXPECT_FALSE(cleared.has_number());  // the graph's default 5 is not copied
  EXPECT_EQ(cleared.numbers_size(), 0);
  EXPECT_EQ(cleared.text(), "kept");
}

TEST(OptionValue, ScalarsAndRepeatedFieldsAreReplacedMessagesMerged) {
  const NodeTestOptions options = evaluated(R"(option_value: "numbers:counts" option_value: "part:piece")", kGraph, "",
                                            "numbers: 8 numbers: 9 part { name: 'node' size: 1 }");
  EXPECT_THAT(options.numbers(), ElementsAre(1, 2));
  EXPECT_EQ(options.part().name(), "node");
  EXPECT_EQ(options.part().size(), 4);
}

TEST(OptionValue, PathsGoThroughMessagesAndIndexes) {
  EXPECT_EQ(evaluated(R"(option_value: "part/size:pieces/1/size")", kGraph, "").part().size(), 6);
  EXPECT_EQ(evaluated(R"(option_value: "parts/0/size:piece/size")", kGraph, "").parts(0).size(), 4);
  EXPECT_EQ(evaluated(R"(option_value: "number:counts/1")", kGraph, "").number(), 2);
  EXPECT_EQ(evaluated(R"(option_value: "number:packed_counts/2")", kGraph, "").number(), 9);
  EXPECT_THAT(evaluated(R"(option_value: "numbers:packed_counts")", kGraph, "").numbers(), ElementsAre(7, 8, 9));
  EXPECT_FALSE(evaluated(R"(option_value: "number:counts/9")", kGraph, "", "number: 1").has_number());
  EXPECT_FALSE(evaluated(R"(option_value: "number:pieces/9/size")", kGraph, "", "number: 1").has_number());
}

TEST(OptionValue, EnumeratorsPassAsNumbers) {
  EXPECT_EQ(evaluated(R"(option_value: "mode_number:mode")", kGraph, "").mode_number(), 1);
}

TEST(OptionValue, WholeMessagesAreMerged) {
  const std::string graph = R"(graph_options { [type.googleapis.com/saccade.test.NodeTestOptions] { number: 4 } })";
  const NodeTestOptions options = evaluated(R"(option_value: "OPTIONS:options")", graph, "", "text: 'node' number: 1");
  EXPECT_EQ(options.number(), 4);
  EXPECT_EQ(options.text(), "node");
  const std::string nested =
      R"(graph_options { [type.googleapis.com/saccade.test.GraphTestOptions] { whole { number: 3 } } })";
  EXPECT_EQ(evaluated(R"(option_value: "OPTIONS:options/whole")", nested, "").number(), 3);
}

TEST(OptionValue, ExtSelectsTheMessageType) {
  const std::string both =
      std::string(kGraph) + R"(graph_options { [type.googleapis.com/saccade.test.NodeTestOptions] { number: 77 } })";
  EXPECT_EQ(evaluated(R"(option_value: "number:options/Ext::saccade.test.NodeTestOptions/number")", both, "").number(),
            77);
}

TEST(OptionValue, IsSkippedWhenTheGraphHasNoSuchOptions) {
  EXPECT_EQ(evaluated(R"(option_value: "number:count")", "", "", "number: 3").number(), 3);
  EXPECT_EQ(evaluated(R"(option_value: "number:Ext::some.Other/count")", kGraph, "", "number: 3").number(), 3);
}

TEST(OptionValue, MistakesAreErrorsThatNameTheEntry) {
  EXPECT_THAT(evaluation_error("number", kGraph).message(), HasSubstr("option_value \"number\""));
  EXPECT_THAT(evaluation_error("number:nope", kGraph).message(), HasSubstr("no field \"nope\""));
  EXPECT_THAT(evaluation_error("nope:count", kGraph).message(), HasSubstr("no field \"nope\""));
  EXPECT_THAT(evaluation_error("number:label", kGraph).message(), HasSubstr("does not fit"));
  EXPECT_THAT(evaluation_error("real:count", kGraph).message(), HasSubstr("does not fit"));
  EXPECT_THAT(evaluation_error("number:counts", kGraph).message(), HasSubstr("give an index"));
  EXPECT_THAT(evaluation_error("number/size:count", kGraph).message(), HasSubstr("no message"));
  EXPECT_THAT(evaluation_error("number:3/count", kGraph).message(), HasSubstr("starts with index"));
  EXPECT_THAT(evaluation_error("number/2:count", kGraph).message(), HasSubstr("not repeated"));
  EXPECT_THAT(evaluation_error("parts/9/size:count", kGraph).message(), HasSubstr("no element"));
  EXPECT_THAT(evaluation_error("OPTIONS:options", kGraph).message(), HasSubstr("different types"));
  EXPECT_THAT(evaluation_error("number:piece/nope/deeper", kGraph).message(), HasSubstr("nope"));
}

TEST(OptionValue, ANodeWithoutOptionsMessageIsAnError) {
  Fixture f(std::string(kGraph) +
            R"(node { calculator: "IntSource" output_stream: "s" option_value: "number:count" })");
  EXPECT_THAT(f.status().message(), HasSubstr("no options message"));
}

TEST(OptionValue, IsAlsoCarriedOutInTheMainGraph) {
  Fixture f(std::string(kGraph) + R"(node { calculator: "IntSource" output_stream: "s"
    options { [saccade.test.NodeTestOptions.ext] { text: "t" } } option_value: "number:count" })");
  EXPECT_OK(f.status());
  EXPECT_EQ(f.graph().plan().nodes[0].options.get<NodeTestOptions>().number(), 11);
  EXPECT_EQ(f.graph().plan().nodes[0].options.get<NodeTestOptions>().text(), "t");
  EXPECT_FALSE(f.graph().plan().config.node(0).has_options());
}

TEST(OptionValue, PassesDownThroughNestedSubgraphs) {
  GraphRegistry nodes(&registry());
  EXPECT_OK(nodes.add_subgraph("Inner", std::string(kGraph) + R"(
    node { calculator: "IntSource" output_stream: "s"
           options { [saccade.test.NodeTestOptions.ext] {} } option_value: "number:count" })",
                               "inner"));
  EXPECT_OK(nodes.add_subgraph("Outer", std::string(kGraph) + R"(
    node { calculator: "Inner" node_options { [type.googleapis.com/saccade.test.GraphTestOptions] { count: 1 } }
           option_value: "OPTIONS:options" })",
                               "outer"));
  Fixture f(R"(node { calculator: "Outer" options { [saccade.test.GraphTestOptions.ext] { count: 42 } } })", {}, {},
            nodes);
  EXPECT_OK(f.status());
  EXPECT_EQ(f.graph().plan().nodes[0].options.get<NodeTestOptions>().number(), 42);
}

struct PlainOptions {
  int count = 3;
  float threshold = 0.5f;
  bool fast = false;
  std::string mode = "soft";
};

template <class Visitor>
void describe(PlainOptions& o, Visitor&& v) {
  v(Field{"count", "how many", 1, 10}, o.count);
  v(Field{"threshold", "from", 0, 1}, o.threshold);
  v(Field{"fast", "sooner"}, o.fast);
  v(Field{"mode", "how", 0, 0, "soft|hard"}, o.mode);
}

Result<PlainOptions> plain(const std::string& fields) {
  return read_struct_options<PlainOptions>(
      options_of("node_options { [type.googleapis.com/google.protobuf.Struct] { " + fields + " } }"));
}

TEST(StructOptions, FillsFieldsByNameAndKeepsDefaults) {
  const PlainOptions options = *plain(R"(fields { key: "count" value { number_value: 7 } }
    fields { key: "fast" value { bool_value: true } } fields { key: "mode" value { string_value: "hard" } })");
  EXPECT_EQ(options.count, 7);
  EXPECT_TRUE(options.fast);
  EXPECT_EQ(options.mode, "hard");
  EXPECT_EQ(options.threshold, 0.5f);
  EXPECT_EQ(read_struct_options<PlainOptions>(options_of(""))->count, 3);
}

TEST(StructOptions, ChecksNamesTypesAndRanges) {
  auto error = [](const std::string& key, const std::string& value) {
    return plain("fields { key: \"" + key + "\" value { " + value + " } }").error().message();
  };
  EXPECT_THAT(error("cuont", "number_value: 1"), HasSubstr("did you mean count?"));
  EXPECT_THAT(error("count", "string_value: '1'"), HasSubstr("must be a number"));
  EXPECT_THAT(error("count", "number_value: 1.5"), HasSubstr("whole number"));
  EXPECT_THAT(error("count", "number_value: 11"), HasSubstr("from 1"));
  EXPECT_THAT(error("count", "number_value: 1e300"), HasSubstr("to 10"));
  EXPECT_THAT(error("threshold", "number_value: nan"), HasSubstr("must be from 0"));
  EXPECT_THAT(error("fast", "number_value: 1"), HasSubstr("true or false"));
  EXPECT_THAT(error("mode", "string_value: 'medium'"), HasSubstr("soft|hard"));
  EXPECT_THAT(error("mode", "bool_value: true"), HasSubstr("must be text"));
}

}  // namespace
}  // namespace saccade::test
