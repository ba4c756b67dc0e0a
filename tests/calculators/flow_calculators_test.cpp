// Gate, PreviousLoopback, FlowLimiter, Merge, PacketPresence, Thresholding.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "graph_tester.h"

namespace saccade {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr char kControlledGate[] = R"(
  input_stream: "in" input_stream: "allow" output_stream: "out" output_stream: "change"
  node {
    calculator: "GateCalculator"
    input_stream: "in" input_stream: "ALLOW:allow"
    output_stream: "out" output_stream: "STATE_CHANGE:change"
  })";

TEST(GateCalculator, PassesPacketsWhileAllowed) {
  GraphTester graph(kControlledGate);
  ASSERT_TRUE(graph.status().ok()) << graph.status().to_string();
  for (int64_t at = 0; at < 4; ++at) {
    ASSERT_TRUE(graph.add<bool>("allow", at, at % 2 == 1).ok());
    ASSERT_TRUE(graph.add<int>("in", at, static_cast<int>(10 * at)).ok());
  }
  EXPECT_THAT(graph.values<int>("out"), ElementsAre(Pair(1, 10), Pair(3, 30)));
  EXPECT_THAT(graph.values<bool>("change"), ElementsAre(Pair(1, true), Pair(2, false), Pair(3, true)));
  EXPECT_TRUE(graph.finish().ok());
}

TEST(GateCalculator, SettlesTimestampsThatItKeepsBack) {
  GraphTester graph(kControlledGate);
  ASSERT_TRUE(graph.add<bool>("allow", 5, false).ok());
  ASSERT_TRUE(graph.add<int>("in", 5, 1).ok());
  EXPECT_EQ(graph.settled("out"), 5);
}

std::string gate(const std::string& extra) {
  return R"(input_stream: "in" input_stream: "control" output_stream: "out"
            node { calculator: "GateCalculator" input_stream: "in" output_stream: "out" )" +
         extra + "}";
}

TEST(GateCalculator, TakesAnEmptyTimestampAsItsOptionSays) {
  GraphTester open(gate(R"(input_stream: "DISALLOW:control"
                          options { [mediapipe.GateCalculatorOptions.ext] { empty_packets_as_allow: true } })"));
  ASSERT_TRUE(open.settle("control", 0).ok());
  ASSERT_TRUE(open.add<int>("in", 0, 7).ok());
  ASSERT_TRUE(open.add<bool>("control", 1, true).ok());
  ASSERT_TRUE(open.add<int>("in", 1, 8).ok());
  EXPECT_THAT(open.values<int>("out"), ElementsAre(Pair(0, 7)));

  GraphTester closed(gate(R"(input_stream: "ALLOW:control")"));
  ASSERT_TRUE(closed.settle("control", 0).ok());
  ASSERT_TRUE(closed.add<int>("in", 0, 7).ok());
  EXPECT_THAT(closed.out("out"), IsEmpty());
}

TEST(GateCalculator, HoldsWhatItsSidePacketOrElseItsOptionSays) {
  const std::string text = R"(
    input_stream: "in" input_side_packet: "use" output_stream: "out"
    node {
      calculator: "GateCalculator" input_stream: "in" input_side_packet: "ALLOW:use" output_stream: "out"
      options { [mediapipe.GateCalculatorOptions.ext] { allow: true } }
    })";
  GraphTester by_option(text);
  ASSERT_TRUE(by_option.add<int>("in", 0, 1).ok());
  EXPECT_EQ(by_option.out("out").size(), 1u);
  GraphTester by_packet(text, {{"use", make_packet<bool>(false)}});
  ASSERT_TRUE(by_packet.add<int>("in", 0, 1).ok());
  EXPECT_THAT(by_packet.out("out"), IsEmpty());
}

TEST(GateCalculator, RefusesTwoControls) {
  GraphTester graph(gate(R"(input_stream: "ALLOW:control" input_stream: "DISALLOW:control")"));
  EXPECT_EQ(graph.status().code(), StatusCode::kInvalidArgument);
}

// MAIN and LOOP are both fed from outside, so that every order can be tried.
constexpr char kLoopback[] = R"(
  input_stream: "main" input_stream: "loop" output_stream: "prev"
  node {
    calculator: "PreviousLoopbackCalculator"
    input_stream: "MAIN:main" input_stream: "LOOP:loop"
    input_stream_info { tag_index: "LOOP" back_edge: true }
    output_stream: "PREV_LOOP:prev"
  })";

TEST(PreviousLoopbackCalculator, PairsEachPacketWithWhatThePreviousOneBroughtAbout) {
  GraphTester graph(kLoopback);
  ASSERT_TRUE(graph.status().ok()) << graph.status().to_string();
  ASSERT_TRUE(graph.add<int>("main", 1, 0).ok());
  EXPECT_THAT(graph.out("prev"), IsEmpty());
  EXPECT_EQ(graph.settled("prev"), 1);  // the first one has nothing before it
  ASSERT_TRUE(graph.add<int>("loop", 1, 10).ok());
  ASSERT_TRUE(graph.add<int>("main", 2, 0).ok());
  EXPECT_THAT(graph.values<int>("prev"), ElementsAre(Pair(2, 10)));
}

TEST(PreviousLoopbackCalculator, WaitsForALoopPacketThatIsLate) {
  GraphTester graph(kLoopback);
  ASSERT_TRUE(graph.add<int>("main", 1, 0).ok());
  ASSERT_TRUE(graph.add<int>("main", 5, 0).ok());
  EXPECT_EQ(graph.settled("prev"), 1);
  ASSERT_TRUE(graph.add<int>("loop", 1, 10).ok());
  EXPECT_THAT(graph.values<int>("prev"), ElementsAre(Pair(5, 10)));
}

TEST(PreviousLoopbackCalculator, DoesNotGoBackToAnOlderPacket) {
  GraphTester graph(kLoopback);
  ASSERT_TRUE(graph.add<int>("main", 1, 0).ok());
  ASSERT_TRUE(graph.add<int>("loop", 1, 10).ok());
  ASSERT_TRUE(graph.add<int>("main", 2, 0).ok());
  ASSERT_TRUE(graph.settle("loop", 2).ok());  // frame 2 brought about nothing
  ASSERT_TRUE(graph.add<int>("main", 3, 0).ok());
  EXPECT_THAT(graph.values<int>("prev"), ElementsAre(Pair(2, 10)));
  EXPECT_EQ(graph.settled("prev"), 3);
}

TEST(PreviousLoopbackCalculator, PassesBoundsOfMainOn) {
  GraphTester graph(kLoopback);
  ASSERT_TRUE(graph.add<int>("main", 1, 0).ok());
  ASSERT_TRUE(graph.settle("main", 7).ok());
  EXPECT_EQ(graph.settled("prev"), 7);
}

TEST(PreviousLoopbackCalculator, EndsWithItsInputs) {
  GraphTester graph(kLoopback);
  ASSERT_TRUE(graph.add<int>("main", 1, 0).ok());
  EXPECT_TRUE(graph.finish().ok());
}

std::string limiter(const std::string& options) {
  return R"(input_stream: "in" input_stream: "done" output_stream: "out" output_stream: "allow"
            node {
              calculator: "FlowLimiterCalculator"
              input_stream: "in" input_stream: "FINISHED:done"
              input_stream_info { tag_index: "FINISHED" back_edge: true }
              output_stream: "out" output_stream: "ALLOW:allow"
              options { [mediapipe.FlowLimiterCalculatorOptions.ext] { )" +
         options + "} } }";
}

TEST(FlowLimiterCalculator, DropsFramesWhileOneIsUnderWay) {
  GraphTester graph(limiter(""));
  ASSERT_TRUE(graph.status().ok()) << graph.status().to_string();
  for (const int at : {1, 2, 3}) ASSERT_TRUE(graph.add<int>("in", at, at).ok());
  EXPECT_THAT(graph.values<int>("out"), ElementsAre(Pair(1, 1)));
  EXPECT_THAT(graph.values<bool>("allow"), ElementsAre(Pair(1, true), Pair(2, false), Pair(3, false)));
  ASSERT_TRUE(graph.add<int>("done", 1, 0).ok());
  ASSERT_TRUE(graph.add<int>("in", 4, 4).ok());
  EXPECT_THAT(graph.values<int>("out"), ElementsAre(Pair(1, 1), Pair(4, 4)));
}

TEST(FlowLimiterCalculator, KeepsTheNewestFrameWaiting) {
  GraphTester graph(limiter("max_in_queue: 1"));
  for (const int at : {1, 2, 3}) ASSERT_TRUE(graph.add<int>("in", at, at).ok());
  EXPECT_EQ(graph.settled("out"), 2);         // frame 2 is dropped, frame 3 may still come
  ASSERT_TRUE(graph.settle("done", 1).ok());  // a bound counts as an end
  EXPECT_THAT(graph.values<int>("out"), ElementsAre(Pair(1, 1), Pair(3, 3)));
}

TEST(FlowLimiterCalculator, ForgetsFramesThatNeverEnd) {
  GraphTester graph(limiter("in_flight_timeout: 10"));
  for (const int at : {1, 9, 12}) ASSERT_TRUE(graph.add<int>("in", at, at).ok());
  EXPECT_THAT(graph.values<int>("out"), ElementsAre(Pair(1, 1), Pair(12, 12)));
}

TEST(FlowLimiterCalculator, LetsOtherStreamsFollowTheirFrame) {
  GraphTester graph(R"(
    input_stream: "in" input_stream: "extra" input_stream: "done" output_stream: "out" output_stream: "extra_out"
    node {
      calculator: "FlowLimiterCalculator"
      input_stream: "in" input_stream: "extra" input_stream: "FINISHED:done"
      input_stream_info { tag_index: "FINISHED" back_edge: true }
      output_stream: "out" output_stream: "extra_out"
    })");
  ASSERT_TRUE(graph.add<int>("in", 1, 1).ok());
  ASSERT_TRUE(graph.add<int>("in", 2, 2).ok());
  ASSERT_TRUE(graph.add<int>("extra", 1, 10).ok());
  ASSERT_TRUE(graph.add<int>("extra", 2, 20).ok());
  ASSERT_TRUE(graph.add<int>("extra", 3, 30).ok());  // before its frame
  ASSERT_TRUE(graph.add<int>("done", 1, 0).ok());
  ASSERT_TRUE(graph.add<int>("in", 3, 3).ok());
  EXPECT_THAT(graph.values<int>("out"), ElementsAre(Pair(1, 1), Pair(3, 3)));
  EXPECT_THAT(graph.values<int>("extra_out"), ElementsAre(Pair(1, 10), Pair(3, 30)));
  EXPECT_TRUE(graph.finish().ok());
}

TEST(FlowLimiterCalculator, TakesTheLimitFromASidePacket) {
  GraphTester graph(R"(
    input_stream: "in" input_side_packet: "limit" output_stream: "out"
    node {
      calculator: "FlowLimiterCalculator" input_stream: "in" input_side_packet: "MAX_IN_FLIGHT:limit"
      output_stream: "out"
    })",
                    {{"limit", make_packet<int>(2)}});
  for (const int at : {1, 2, 3}) ASSERT_TRUE(graph.add<int>("in", at, at).ok());
  EXPECT_EQ(graph.out("out").size(), 2u);
}

TEST(MergeCalculator, GivesTheFirstPacketThereIs) {
  GraphTester graph(R"(
    input_stream: "a" input_stream: "b" output_stream: "out"
    node { calculator: "MergeCalculator" input_stream: "a" input_stream: "b" output_stream: "out" })");
  ASSERT_TRUE(graph.add<int>("a", 1, 1).ok());
  ASSERT_TRUE(graph.add<int>("b", 1, 2).ok());
  ASSERT_TRUE(graph.add<int>("b", 2, 3).ok());
  ASSERT_TRUE(graph.settle("a", 2).ok());
  EXPECT_THAT(graph.values<int>("out"), ElementsAre(Pair(1, 1), Pair(2, 3)));
}

TEST(PacketPresenceCalculator, SpeaksForPacketsAndForSettledGaps) {
  GraphTester graph(R"(
    input_stream: "in" output_stream: "out"
    node { calculator: "PacketPresenceCalculator" input_stream: "PACKET:in" output_stream: "PRESENCE:out" })");
  ASSERT_TRUE(graph.add<int>("in", 1, 1).ok());
  ASSERT_TRUE(graph.settle("in", 4).ok());
  EXPECT_THAT(graph.values<bool>("out"), ElementsAre(Pair(1, true), Pair(4, false)));
  EXPECT_TRUE(graph.finish().ok());
}

TEST(ThresholdingCalculator, IsStrict) {
  GraphTester graph(R"(
    input_stream: "in" output_stream: "flag" output_stream: "yes" output_stream: "no"
    node {
      calculator: "ThresholdingCalculator" input_stream: "FLOAT:in"
      output_stream: "FLAG:flag" output_stream: "ACCEPT:yes" output_stream: "REJECT:no"
      options { [mediapipe.ThresholdingCalculatorOptions.ext] { threshold: 0.5 } }
    })");
  ASSERT_TRUE(graph.add<float>("in", 1, 0.5f).ok());
  ASSERT_TRUE(graph.add<float>("in", 2, 0.6f).ok());
  EXPECT_THAT(graph.values<bool>("flag"), ElementsAre(Pair(1, false), Pair(2, true)));
  EXPECT_EQ(graph.out("yes").size(), 1u);
  EXPECT_EQ(graph.out("no").size(), 1u);
}

}  // namespace
}  // namespace saccade
