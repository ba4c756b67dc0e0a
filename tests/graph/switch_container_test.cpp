// Switching between contained nodes.
#include <gmock/gmock.h>

#include "graph/fake_nodes.h"

namespace saccade::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// Two channels that mark what goes through them, 100 and 200.
std::string container(const std::string& ports, const std::string& options = "") {
  return R"(node { calculator: "SwitchContainer" input_stream: "IN:in" output_stream: "OUT:out" )" + ports + R"(
    options { [mediapipe.SwitchContainerOptions.ext] {
      contained_node { calculator: "OffsetNode" } contained_node { calculator: "OffsetNode" } )" +
         options + " } } }";
}

class SwitchTest : public testing::Test {
 protected:
  void set_hooks(Fixture& f) {
    auto mark = [this](int base, int channel) {
      return [this, base, channel](CalculatorContext& c) {
        ++calls_[channel];
        return c.out(0, make_packet<int>(base + *c.get<int>(0)).at(c.timestamp())), ok_status();
      };
    };
    f.hooks().process["switchcontainer__OffsetNode_1"] = mark(100, 0);
    f.hooks().process["switchcontainer__OffsetNode_2"] = mark(200, 1);
    f.hooks().open["switchcontainer__OffsetNode_1"] = [this](CalculatorContext&) { return ++opens_[0], ok_status(); };
    f.hooks().open["switchcontainer__OffsetNode_2"] = [this](CalculatorContext&) { return ++opens_[1], ok_status(); };
    f.watch("out", true);
  }
  static std::vector<std::string> names(Fixture& f) {
    std::vector<std::string> all;
    for (const NodePlan& node : f.graph().plan().nodes) all.push_back(node.name);
    return all;
  }

  int calls_[2] = {0, 0};
  int opens_[2] = {0, 0};
};

TEST_F(SwitchTest, TheOptionSelectsAndTheOtherChannelIsLeftOut) {
  Fixture f("input_stream: \"in\"" + container("", "select: 1"));
  ASSERT_TRUE(f.status().ok()) << f.status().to_string();
  EXPECT_THAT(names(f), ElementsAre("switchcontainer__SwitchDemuxCalculator", "switchcontainer__OffsetNode_2",
                                    "switchcontainer__SwitchMuxCalculator"));
  set_hooks(f);
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 10));
  EXPECT_OK(f.bound("in", 30));
  EXPECT_THAT(f.seen("out"), ElementsAre("10=201", "29"));
  EXPECT_OK(f.finish());
}

TEST_F(SwitchTest, WithoutAnySelectionChannelZeroIsUsed) {
  Fixture f("input_stream: \"in\"" + container(""));
  set_hooks(f);
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 10));
  EXPECT_OK(f.finish());
  EXPECT_THAT(f.seen("out"), Contains("10=101"));
}

TEST_F(SwitchTest, ASidePacketKnownAtCreationPrunes) {
  Fixture f("input_stream: \"in\"" + container("input_side_packet: \"SELECT:model\"", "select: 1"),
            {{"model", make_packet<int>(0)}});
  EXPECT_THAT(names(f), Contains("switchcontainer__OffsetNode_1"));
  EXPECT_THAT(names(f), Not(Contains("switchcontainer__OffsetNode_2")));
  set_hooks(f);
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 10));
  EXPECT_OK(f.finish());
  EXPECT_THAT(f.seen("out"), Contains("10=101"));
  EXPECT_EQ(opens_[1], 0);
}

TEST_F(SwitchTest, ASidePacketGivenAtTheStartOfARunSelects) {
  Fixture f("input_stream: \"in\"" + container("input_side_packet: \"ENABLE:on\""));
  EXPECT_EQ(names(f).size(), 4u);
  set_hooks(f);
  EXPECT_OK(f.graph().start_run({{"on", make_packet<bool>(true)}}));
  EXPECT_OK(f.add("in", 1, 10));
  EXPECT_OK(f.finish());
  EXPECT_OK(f.graph().start_run({{"on", make_packet<bool>(false)}}));
  EXPECT_OK(f.add("in", 2, 20));
  EXPECT_OK(f.finish());
  EXPECT_THAT(f.seen("out"), testing::IsSupersetOf({"10=201", "20=102"}));
  EXPECT_EQ(calls_[0], 1);
  EXPECT_EQ(calls_[1], 1);
}

TEST_F(SwitchTest, AStreamSwitchesWhileTheGraphRuns) {
  Fixture f("input_stream: \"in\" input_stream: \"select\"" + container("input_stream: \"SELECT:select\""));
  ASSERT_TRUE(f.status().ok()) << f.status().to_string();
  EXPECT_EQ(names(f).front(), "switchcontainer__PacketSequencerCalculator");
  set_hooks(f);
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("select", 1, 10));
  EXPECT_OK(f.add("in", 1, 10));
  EXPECT_OK(f.add("in", 2, 20));
  EXPECT_OK(f.add("select", 0, 20));
  EXPECT_OK(f.bound("select", 31));
  EXPECT_OK(f.add("in", 3, 30));
  EXPECT_OK(f.finish());
  EXPECT_THAT(f.seen("out"), testing::IsSupersetOf({"10=201", "20=102", "30=103"}));
  EXPECT_EQ(calls_[0], 2);
  EXPECT_EQ(calls_[1], 1);
}

TEST_F(SwitchTest, APacketWaitsForTheSelectionOfItsTimestamp) {
  Fixture f("input_stream: \"in\" input_stream: \"on\"" + container("input_stream: \"ENABLE:on\""));
  set_hooks(f);
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 10));
  EXPECT_EQ(calls_[0] + calls_[1], 0);
  EXPECT_OK(f.graph().add_packet("on", make_packet<bool>(true).at(Timestamp(10))));
  EXPECT_THAT(f.seen("out"), Contains("10=201"));
  EXPECT_OK(f.finish());
}

TEST_F(SwitchTest, AsynchronousSelectionTakesEffectWithTheNextPacket) {
  Fixture f("input_stream: \"in\" input_stream: \"select\"" +
            container("input_stream: \"SELECT:select\"", "async_selection: true"));
  set_hooks(f);
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 10));
  EXPECT_OK(f.add("in", 2, 20));
  EXPECT_OK(f.add("select", 1, 0));  // an old timestamp: counts from the next packet on
  EXPECT_OK(f.add("in", 3, 30));
  EXPECT_THAT(f.seen("out"), testing::IsSupersetOf({"10=101", "20=102", "30=203"}));
  EXPECT_OK(f.finish());
}

TEST_F(SwitchTest, SynchronizeIoJoinsTheInputsOfATimestamp) {
  Fixture f("input_stream: \"in\" input_stream: \"select\"" +
            container("input_stream: \"SELECT:select\"", "synchronize_io: true"));
  set_hooks(f);
  EXPECT_OK(f.graph().start_run());
  for (int i = 1; i <= 4; ++i) {
    EXPECT_OK(f.add("in", i, i * 10));
    EXPECT_OK(f.add("select", i % 2, i * 10));
  }
  EXPECT_OK(f.finish());
  EXPECT_THAT(f.seen("out"), testing::IsSupersetOf({"10=201", "20=102", "30=203", "40=104"}));
}

TEST_F(SwitchTest, TheChannelThatIsNotSelectedDoesNotRun) {
  Fixture f("input_stream: \"in\" input_stream: \"select\"" + container("input_stream: \"SELECT:select\""));
  set_hooks(f);
  EXPECT_OK(f.graph().start_run());
  for (int i = 1; i <= 5; ++i) {
    EXPECT_OK(f.add("select", 0, i));
    EXPECT_OK(f.add("in", i, i));
  }
  EXPECT_OK(f.finish());
  EXPECT_EQ(calls_[0], 5);
  EXPECT_EQ(calls_[1], 0);
}

TEST_F(SwitchTest, SidePacketsGoToAllChannelsAndComeFromTheSelectedOne) {
  const std::string graph = R"(
    node { calculator: "SwitchContainer" input_side_packet: "SELECT:which" input_side_packet: "A:a" output_side_packet: "B:b"
      options { [mediapipe.SwitchContainerOptions.ext] {
        contained_node { name: "zero" calculator: "Node" } contained_node { name: "one" calculator: "Node" } } } })";
  for (const bool at_creation : {true, false}) {
    const std::map<std::string, Packet> which = {{"which", make_packet<int>(1)}, {"a", make_packet<int>(5)}};
    Fixture f(graph, at_creation ? which : std::map<std::string, Packet>());
    ASSERT_TRUE(f.status().ok()) << f.status().to_string();
    auto add = [](int base) {
      return [base](CalculatorContext& c) {
        return c.set_side_output(0, make_packet<int>(base + *c.get_side<int>(0))), ok_status();
      };
    };
    f.hooks().open["switchcontainer__zero"] = add(100);
    f.hooks().open["switchcontainer__one"] = add(200);
    EXPECT_OK(f.graph().start_run(at_creation ? std::map<std::string, Packet>() : which));
    EXPECT_OK(f.graph().wait_until_done());
    EXPECT_EQ(*f.graph().output_side_packet("b")->get_if<int>(), 205);
  }
}

TEST_F(SwitchTest, SeveralPortsOfATagAndSubgraphsInside) {
  GraphRegistry nodes(&registry());
  EXPECT_OK(nodes.add_subgraph("Swap", R"(
    input_stream: "IN:0:a" input_stream: "IN:1:b" output_stream: "OUT:0:b2" output_stream: "OUT:1:a2"
    node { calculator: "OffsetNode" input_stream: "a" output_stream: "a2" }
    node { calculator: "OffsetNode" input_stream: "b" output_stream: "b2" })",
                               "swap"));
  EXPECT_OK(nodes.add_subgraph("Keep", R"(
    input_stream: "IN:0:a" input_stream: "IN:1:b" output_stream: "OUT:0:a2" output_stream: "OUT:1:b2"
    node { calculator: "OffsetNode" input_stream: "a" output_stream: "a2" }
    node { calculator: "OffsetNode" input_stream: "b" output_stream: "b2" })",
                               "keep"));
  Fixture f(R"(input_stream: "a" input_stream: "b" input_stream: "s"
    node { calculator: "SwitchContainer" input_stream: "SELECT:s" input_stream: "IN:0:a" input_stream: "IN:1:b"
      output_stream: "OUT:0:x" output_stream: "OUT:1:y"
      node_options { [type.googleapis.com/mediapipe.SwitchContainerOptions] {
        contained_node { calculator: "Keep" } contained_node { calculator: "Swap" } } } })",
            {}, {}, nodes);
  ASSERT_TRUE(f.status().ok()) << f.status().to_string();
  f.watch("x");
  f.watch("y");
  EXPECT_OK(f.graph().start_run());
  for (int i = 0; i < 2; ++i) {
    EXPECT_OK(f.add("s", i, i));
    EXPECT_OK(f.add("a", 10, i));
    EXPECT_OK(f.add("b", 20, i));
  }
  EXPECT_OK(f.finish());
  EXPECT_THAT(f.seen("x"), ElementsAre("0=10", "1=20"));
  EXPECT_THAT(f.seen("y"), ElementsAre("0=20", "1=10"));
}

TEST_F(SwitchTest, ContradictionsAreErrors) {
  auto status = [](const std::string& text) { return Fixture(text).status(); };
  const std::string in = "input_stream: \"in\" input_stream: \"s\" input_stream: \"t\"";
  EXPECT_THAT(status(in + container("", "select: 1 enable: true")).message(), HasSubstr("select and enable"));
  EXPECT_THAT(status(in + container("input_stream: \"SELECT:s\" input_stream: \"ENABLE:t\"")).message(),
              HasSubstr("one of SELECT and ENABLE"));
  EXPECT_EQ(status(in + container("", "select: 2")).code(), StatusCode::kOutOfRange);
  EXPECT_EQ(status(in + container("", "select: -1")).code(), StatusCode::kOutOfRange);
  EXPECT_THAT(status(in + R"(node { calculator: "SwitchContainer" input_stream: "in" })").message(),
              HasSubstr("no contained_node"));
}

TEST_F(SwitchTest, SelectingAChannelThatDoesNotExistFailsTheGraph) {
  Fixture f("input_stream: \"in\" input_stream: \"select\"" + container("input_stream: \"SELECT:select\""));
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("select", 7, 0));
  EXPECT_OK(f.add("in", 7, 0));
  const Status status = f.finish();
  EXPECT_EQ(status.code(), StatusCode::kOutOfRange);
  EXPECT_THAT(status.message(), HasSubstr("SELECT is 7"));
}

TEST(PacketSequencer, GivesPacketsTheTimestampAfterTheLastTick) {
  Fixture f(R"(input_stream: "in" input_stream: "tick"
    node { calculator: "PacketSequencerCalculator" input_stream: "INPUT:in" input_stream: "TICK:tick" output_stream: "OUTPUT:out" })");
  ASSERT_TRUE(f.status().ok()) << f.status().to_string();
  f.watch("out", true);
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 500));
  EXPECT_OK(f.add("tick", 0, 10));
  EXPECT_OK(f.add("in", 2, 501));
  EXPECT_OK(f.add("in", 3, 502));
  EXPECT_OK(f.add("tick", 0, 20));
  EXPECT_THAT(f.seen("out"), ElementsAre("Timestamp::Min()=1", "10", "11=2", "12=3", "20"));
  EXPECT_OK(f.finish());
}

}  // namespace
}  // namespace saccade::test
