// When process() runs and with which packets.
#include <gmock/gmock.h>

#include "graph/fake_nodes.h"

namespace saccade::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// What each call of node "n" saw: "T: in0 | in1".
std::vector<std::string> calls_of(Fixture& f, const std::function<void()>& act) {
  std::vector<std::string> calls;
  f.hooks().process["n"] = [&](CalculatorContext& c) {
    std::string text = c.timestamp().to_string() + ":";
    for (PortId port = 0; port < c.total_inputs(); ++port) {
      text += (port > 0 ? " | " : " ") + to_text(c.in(port)) + (c.is_done(port) ? "!" : "");
    }
    calls.push_back(text);
    return ok_status();
  };
  EXPECT_OK(f.status());
  EXPECT_OK(f.graph().start_run());
  act();
  EXPECT_OK(f.finish());
  return calls;
}

std::string two_inputs(const std::string& node, const std::string& extra = "") {
  return R"(input_stream: "a" input_stream: "b" node { name: "n" calculator: ")" + node +
         R"(" input_stream: "A:a" input_stream: "B:b" )" + extra + " }";
}

TEST(DefaultPolicy, JoinsPacketsOfOneTimestampInOrderAndDropsNothing) {
  Fixture f(two_inputs("Node"));
  const auto calls = calls_of(f, [&] {
    EXPECT_OK(f.add("a", 1, 10));
    EXPECT_OK(f.add("a", 2, 20));
    EXPECT_OK(f.add("a", 4, 40));
    EXPECT_OK(f.add("b", 2, 20));
    EXPECT_OK(f.add("b", 3, 30));
  });
  EXPECT_THAT(calls, ElementsAre("10: 10=1 | 19", "20: 20=2 | 20=2", "30: 39 | 30=3", "40: 40=4! | Timestamp::Max()!"));
}

TEST(DefaultPolicy, WithProcessBoundsRunsWhenOnlyBoundsMove) {
  Fixture f(two_inputs("BoundsNode"));
  const auto calls = calls_of(f, [&] {
    EXPECT_OK(f.bound("a", 10));
    EXPECT_OK(f.bound("b", 5));
    EXPECT_OK(f.add("b", 1, 7));
    EXPECT_OK(f.bound("b", 21));
    EXPECT_OK(f.bound("a", 21));
  });
  // The end itself goes straight to close().
  EXPECT_THAT(calls, ElementsAre("4: 9 | 4", "7: 9 | 7=1", "9: 9 | 20", "20: 20 | 20"));
}

TEST(ImmediatePolicy, DeliversEachPacketAsItComes) {
  Fixture f(two_inputs("ImmediateNode"));
  const auto calls = calls_of(f, [&] {
    EXPECT_OK(f.add("a", 1, 10));
    EXPECT_OK(f.add("b", 2, 5));  // timestamps may go back between streams
    EXPECT_OK(f.add("a", 3, 20));
  });
  EXPECT_EQ(calls.front(), "10: 10=1 | Timestamp::Unstarted()");
  EXPECT_EQ(calls[1], "5: 10 | 5=2");
  EXPECT_EQ(calls[2], "20: 20=3 | 5");
}

TEST(ImmediatePolicy, AStreamThatEndsIsAnEvent) {
  Fixture f(two_inputs("ImmediateNode"));
  const auto calls = calls_of(f, [&] {
    EXPECT_OK(f.add("a", 1, 10));
    EXPECT_OK(f.graph().close_input("a"));
    EXPECT_OK(f.add("b", 2, 20));
  });
  EXPECT_THAT(calls, ElementsAre("10: 10=1 | Timestamp::Unstarted()",
                                 "Timestamp::PreStream(): Timestamp::Max()! | Timestamp::Unstarted()",
                                 "20: Timestamp::Max()! | 20=2"));
}

TEST(ImmediatePolicy, WithProcessBoundsTheEndComesOncePerStreamAtMax) {
  Fixture f(two_inputs("ImmediateBoundsNode"));
  const auto calls = calls_of(f, [&] {
    EXPECT_OK(f.bound("a", 6));
    EXPECT_OK(f.add("b", 1, 3));
    EXPECT_OK(f.graph().close_input("a"));
    EXPECT_OK(f.bound("b", 10));
  });
  EXPECT_THAT(calls,
              ElementsAre("5: 5 | Timestamp::Unstarted()", "3: 5 | 3=1", "Timestamp::Max(): Timestamp::Max()! | 3",
                          "9: Timestamp::Max()! | 9", "Timestamp::Max(): Timestamp::Max()! | Timestamp::Max()!"));
}

constexpr const char* kSyncSet = R"(
  input_stream_handler { input_stream_handler: "SyncSetInputStreamHandler"
    options { [mediapipe.SyncSetInputStreamHandlerOptions.ext] { sync_set { tag_index: "A" tag_index: "B" } } } })";

TEST(SyncSetPolicy, EachSetSynchronisesOnItsOwn) {
  Fixture f(R"(input_stream: "a" input_stream: "b" input_stream: "c"
    node { name: "n" calculator: "Node" input_stream: "A:a" input_stream: "B:b" input_stream: "C:c" )" +
            std::string(kSyncSet) + "}");
  const auto calls = calls_of(f, [&] {
    EXPECT_OK(f.add("a", 1, 10));
    EXPECT_OK(f.add("c", 2, 30));  // alone in the set of the others
    EXPECT_OK(f.add("b", 3, 10));
    EXPECT_OK(f.add("c", 4, 40));
  });
  EXPECT_THAT(calls,
              ElementsAre("30: 9 | Timestamp::Unstarted() | 30=2", "10: 10=1 | 10=3 | 30", "40: 10 | 10 | 40=4"));
}

TEST(SyncSetPolicy, ClosesWhenNoSetIsLeft) {
  Fixture f(R"(input_stream: "a" input_stream: "b" input_stream: "c"
    node { name: "n" calculator: "Node" input_stream: "A:a" input_stream: "B:b" input_stream: "C:c" )" +
            std::string(kSyncSet) + "}");
  bool closed = false;
  f.hooks().close["n"] = [&](CalculatorContext&) { return closed = true, ok_status(); };
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.graph().close_input("a"));
  EXPECT_OK(f.graph().close_input("b"));
  EXPECT_FALSE(closed);
  EXPECT_OK(f.graph().close_input("c"));
  EXPECT_TRUE(closed);
  EXPECT_OK(f.finish());
}

TEST(SyncSetPolicy, UnknownOrRepeatedStreamsAreErrors) {
  auto status_with = [](const std::string& sets) {
    Fixture f(two_inputs("Node", R"(input_stream_handler { input_stream_handler: "SyncSetInputStreamHandler"
      options { [mediapipe.SyncSetInputStreamHandlerOptions.ext] { )" +
                                     sets + " } } }"));
    return f.status().message();
  };
  EXPECT_THAT(status_with(R"(sync_set { tag_index: "NOPE" })"), HasSubstr("\"NOPE\""));
  EXPECT_THAT(status_with(R"(sync_set { tag_index: "A" } sync_set { tag_index: "A" })"), HasSubstr("twice"));
  EXPECT_THAT(status_with(R"(sync_set { tag_index: "a b" })"), HasSubstr("names no port"));
}

// The node is held inside its first call, while its queue grows.
std::vector<std::string> fixed_size_calls(const std::string& options, int packets) {
  Fixture f(two_inputs("FixedSizeNode", R"(input_stream_handler { input_stream_handler: "FixedSizeInputStreamHandler"
    options { [mediapipe.FixedSizeInputStreamHandlerOptions.ext] { )" +
                                            options + " } } }"));
  return calls_of(f, [&] {
    for (int i = 1; i <= packets; ++i) EXPECT_OK(f.add("a", i, i * 10));
    for (int i = 1; i <= packets; ++i) EXPECT_OK(f.add("b", i, i * 10));
  });
}

TEST(FixedSizePolicy, AQueueThatReachesTheTriggerIsCutToItsNewestPackets) {
  const auto calls = fixed_size_calls("trigger_queue_size: 2 target_queue_size: 1", 4);
  EXPECT_THAT(calls, ElementsAre("40: 40=4 | 40=4"));
}

TEST(FixedSizePolicy, ALargerTargetKeepsMore) {
  const auto calls = fixed_size_calls("trigger_queue_size: 4 target_queue_size: 3", 4);
  EXPECT_EQ(calls.size(), 3u);
  EXPECT_EQ(calls.front().substr(0, 3), "20:");
}

TEST(FixedSizePolicy, FixedMinSizeCutsOnlyWhenEveryQueueIsLong) {
  const auto calls = fixed_size_calls("trigger_queue_size: 2 target_queue_size: 1 fixed_min_size: true", 4);
  EXPECT_EQ(calls.size(), 4u);  // b is never long: each of its packets is taken at once
}

TEST(FixedSizePolicy, ImpossibleSizesAreErrors) {
  for (const char* sizes : {"trigger_queue_size: 1 target_queue_size: 1", "trigger_queue_size: 2 target_queue_size: 0",
                            "trigger_queue_size: -5 target_queue_size: -6"}) {
    Fixture f(two_inputs("FixedSizeNode", R"(input_stream_handler { input_stream_handler: "FixedSizeInputStreamHandler"
      options { [mediapipe.FixedSizeInputStreamHandlerOptions.ext] { )" +
                                              std::string(sizes) + " } } }"));
    EXPECT_THAT(f.status().message(), HasSubstr("target_queue_size")) << sizes;
  }
}

TEST(InputPolicy, TheNodesHandlerGoesBeforeTheCalculatorsAndTheGraphsAfterIt) {
  auto policy_of = [](const std::string& text) {
    Fixture f(text);
    EXPECT_OK(f.status());
    return f.graph().plan().nodes.front().inputs.policy;
  };
  const std::string own = R"(input_stream_handler { input_stream_handler: "DefaultInputStreamHandler" })";
  const std::string graphs = R"(input_stream_handler { input_stream_handler: "ImmediateInputStreamHandler" })";
  EXPECT_EQ(policy_of(two_inputs("FixedSizeNode")), InputPolicy::kFixedSize);
  EXPECT_EQ(policy_of(two_inputs("FixedSizeNode", own)), InputPolicy::kDefault);
  EXPECT_EQ(policy_of(two_inputs("FixedSizeNode") + graphs), InputPolicy::kFixedSize);
  EXPECT_EQ(policy_of(two_inputs("Node") + graphs), InputPolicy::kImmediate);
}

TEST(InputPolicy, AnUnknownHandlerIsAnErrorThatListsTheKnownOnes) {
  Fixture f(two_inputs("Node", R"(input_stream_handler { input_stream_handler: "BarrierInputStreamHandler" })"));
  EXPECT_EQ(f.status().code(), StatusCode::kUnimplemented);
  EXPECT_THAT(f.status().message(), HasSubstr("SyncSetInputStreamHandler"));
}

}  // namespace
}  // namespace saccade::test
