// Expansion and names.
#include <gmock/gmock.h>

#include "graph/fake_nodes.h"

namespace saccade::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class SubgraphTest : public testing::Test {
 protected:
  void add(const std::string& name, const std::string& text) {
    EXPECT_OK(nodes_.add_subgraph(name, text, name + ".pbtxt"));
  }
  Fixture make(const std::string& text) { return Fixture(text, {}, {}, nodes_); }

  static std::vector<std::string> names(Fixture& f) {
    EXPECT_OK(f.status());
    std::vector<std::string> all;
    if (f.status().ok()) {
      for (const NodePlan& node : f.graph().plan().nodes) all.push_back(node.name);
    }
    return all;
  }

  GraphRegistry nodes_{&registry()};
};

TEST_F(SubgraphTest, InnerNamesGetTheLowerCaseNodeNameAsPrefix) {
  add("PalmDetection.Cpu", R"(
    type: "SomethingElse"
    input_stream: "IMAGE:image"
    output_stream: "DETECTIONS:detections"
    node { calculator: "Node" input_stream: "image" output_stream: "tensors" }
    node { calculator: "OffsetNode" input_stream: "tensors" output_stream: "detections" })");
  Fixture f(R"(
    input_stream: "in"
    node { calculator: "PalmDetection.Cpu" input_stream: "IMAGE:in" output_stream: "DETECTIONS:out" })",
            {}, {}, nodes_);
  EXPECT_THAT(names(f), ElementsAre("palmdetection_cpu__Node", "palmdetection_cpu__OffsetNode"));
  const GraphPlan& plan = f.graph().plan();
  EXPECT_EQ(plan.config.node(0).input_stream(0), "in");
  EXPECT_EQ(plan.config.node(0).output_stream(0), "palmdetection_cpu__tensors");
  EXPECT_EQ(plan.config.node(1).output_stream(0), "out");
}

TEST_F(SubgraphTest, NodesThatShareANameAreNumberedInOrder) {
  add("Inner",
      R"(input_stream: "a" output_stream: "b" node { calculator: "Node" input_stream: "a" output_stream: "b" })");
  add("Outer", R"(
    input_stream: "a" output_stream: "d"
    node { calculator: "Inner" input_stream: "a" output_stream: "b" }
    node { calculator: "Inner" input_stream: "b" output_stream: "c" }
    node { name: "last" calculator: "Inner" input_stream: "c" output_stream: "d" })");
  Fixture f(R"(
    input_stream: "in"
    node { calculator: "Outer" input_stream: "in" output_stream: "x" }
    node { calculator: "Node" input_stream: "x" output_stream: "y" }
    node { calculator: "Node" input_stream: "y" output_stream: "z" })",
            {}, {}, nodes_);
  EXPECT_THAT(names(f),
              ElementsAre("outer__inner_1__Node", "outer__inner_2__Node", "outer__last__Node", "Node_1", "Node_2"));
}

TEST_F(SubgraphTest, CalculatorsKeepTheirOrderAndExpandedNodesFollow) {
  add("Sub", R"(node { calculator: "IntSource" output_stream: "s" })");
  Fixture f(R"(
    node { calculator: "Sub" }
    node { name: "first" calculator: "IntSource" output_stream: "x" }
    node { calculator: "Sub" })",
            {}, {}, nodes_);
  EXPECT_THAT(names(f), ElementsAre("first", "sub_1__IntSource", "sub_2__IntSource"));
}

TEST_F(SubgraphTest, OmittedInputsDisappearAndOmittedOutputsStayInside) {
  add("Sub", R"(
    input_stream: "A:a" input_stream: "B:b" input_side_packet: "S:s" output_stream: "C:c" output_stream: "D:d"
    node { calculator: "Node" input_stream: "A:a" input_stream: "B:b" input_side_packet: "S:s"
           output_stream: "C:c" output_stream: "D:d" })");
  Fixture f(R"(input_stream: "in" node { calculator: "Sub" input_stream: "A:in" output_stream: "D:out" })", {}, {},
            nodes_);
  EXPECT_OK(f.status());
  const auto& node = f.graph().plan().config.node(0);
  EXPECT_THAT(node.input_stream(), ElementsAre("A:in"));
  EXPECT_THAT(node.output_stream(), ElementsAre("C:sub__c", "D:out"));
  EXPECT_THAT(node.input_side_packet(), ElementsAre());
}

TEST_F(SubgraphTest, APortThatTheSubgraphLacksIsAnError) {
  add("Sub", R"(input_stream: "A:a" node { calculator: "Node" input_stream: "a" })");
  const Status status = make(R"(input_stream: "in" node { calculator: "Sub" input_stream: "B:in" })").status();
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(status.message(), HasSubstr("no input stream \"B:0\""));
  EXPECT_THAT(status.message(), HasSubstr("test.pbtxt:1:20"));
  EXPECT_FALSE(make(R"(input_stream: "in" node { calculator: "Sub" input_stream: "A:0:in" input_stream: "A:1:in" })")
                   .status()
                   .ok());
}

TEST_F(SubgraphTest, FieldsThatOnlyMakeSenseOnCalculatorsAreErrors) {
  add("Sub", R"(input_stream: "A:a" node { calculator: "Node" input_stream: "a" })");
  for (const char* field : {"source_layer: 1", "buffer_size_hint: 3", "output_stream_handler {}",
                            "input_stream_info { tag_index: 'A' back_edge: true }"}) {
    const Status status =
        make(R"(input_stream: "in" node { calculator: "Sub" input_stream: "A:in" )" + std::string(field) + "}")
            .status();
    EXPECT_THAT(status.message(), HasSubstr("is not allowed on a subgraph")) << field;
  }
}

TEST_F(SubgraphTest, ASubgraphThatContainsItselfIsAnError) {
  add("Loop", R"(node { calculator: "Loop" })");
  EXPECT_THAT(make(R"(node { calculator: "Loop" })").status().message(), HasSubstr("contain itself"));
  add("Twice", R"(node { calculator: "Twice" } node { calculator: "Twice" })");
  EXPECT_THAT(make(R"(node { calculator: "Twice" })").status().message(), HasSubstr("contain itself"));
}

TEST_F(SubgraphTest, AnErrorInsideNamesTheSubgraphsFileAndLine) {
  add("Sub", "\n\n  node { calculator: \"Nodee\" input_stream: \"x\" }");
  const Status status = make(R"(node { calculator: "Sub" })").status();
  EXPECT_THAT(status.message(), HasSubstr("node \"sub__Nodee\" (Sub.pbtxt:3:3)"));
  EXPECT_THAT(status.message(), HasSubstr("did you mean"));
}

TEST_F(SubgraphTest, TheLocalRegistryGoesFirstAndTheLaterOfTwoWins) {
  add("Sub", R"(node { name: "old" calculator: "IntSource" output_stream: "s" })");
  add("Sub", R"(node { name: "new" calculator: "IntSource" output_stream: "s" })");
  GraphRegistry local(&nodes_);
  EXPECT_OK(local.add_subgraph("IntNode", R"(node { name: "local" calculator: "IntSource" output_stream: "s" })", "l"));
  Fixture f(R"(node { calculator: "Sub" } node { calculator: "IntNode" })", {}, {}, local);
  EXPECT_THAT(names(f), ElementsAre("sub__new", "intnode__local"));
}

TEST_F(SubgraphTest, NamesAreLookedUpInThePackageAndItsParents) {
  add("a.b.Sub", R"(node { name: "in_b" calculator: "IntSource" output_stream: "s" })");
  add("a.Sub", R"(node { name: "in_a" calculator: "IntSource" output_stream: "s" })");
  Fixture b(R"(package: "a.b" node { calculator: "Sub" })", {}, {}, nodes_);
  EXPECT_THAT(names(b), ElementsAre("sub__in_b"));
  Fixture a(R"(package: "a.c" node { calculator: "Sub" })", {}, {}, nodes_);
  EXPECT_THAT(names(a), ElementsAre("sub__in_a"));
  Fixture mediapipe(
      R"(input_stream: "in" node { calculator: "mediapipe.PassThroughCalculator" input_stream: "in" output_stream: "out" })");
  EXPECT_OK(mediapipe.status());
}

TEST_F(SubgraphTest, AnInputThatIsAlsoAnOutputNeedsANodeBetween) {
  add("Sub", R"(input_stream: "A:x" output_stream: "B:x")");
  EXPECT_THAT(make(R"(input_stream: "in" node { calculator: "Sub" input_stream: "A:in" output_stream: "B:out" })")
                  .status()
                  .message(),
              HasSubstr("PassThroughCalculator"));
}

TEST_F(SubgraphTest, SidePacketsAreRenamedToo) {
  add("Sub", R"(
    input_side_packet: "IN:a" output_side_packet: "OUT:c"
    node { calculator: "Node" input_side_packet: "a" output_side_packet: "b" }
    node { calculator: "Node" input_side_packet: "b" output_side_packet: "c" })");
  Fixture f(R"(node { calculator: "Sub" input_side_packet: "IN:given" output_side_packet: "OUT:made" })",
            {{"given", make_packet<int>(5)}}, {}, nodes_);
  EXPECT_OK(f.status());
  EXPECT_EQ(f.graph().plan().config.node(1).input_side_packet(0), "sub__b");
  EXPECT_OK(f.graph().start_run());
  EXPECT_EQ(*f.graph().output_side_packet("made")->get_if<int>(), 5);
  EXPECT_OK(f.finish());
}

}  // namespace
}  // namespace saccade::test
