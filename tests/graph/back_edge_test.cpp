// Cycles.
#include <gmock/gmock.h>

#include "graph/fake_nodes.h"

namespace saccade::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(BackEdge, ACycleIsAnErrorThatNamesItsNodes) {
  Fixture f(R"(
    input_stream: "in"
    node { name: "first" calculator: "Node" input_stream: "in" input_stream: "back" output_stream: "x" output_stream: "unused" }
    node { name: "second" calculator: "Node" input_stream: "x" output_stream: "back" }
    node { name: "outside" calculator: "Node" input_stream: "back" output_stream: "out" })");
  EXPECT_EQ(f.status().code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(f.status().message(), HasSubstr("cycle"));
  EXPECT_THAT(f.status().message(), HasSubstr("\"first\""));
  EXPECT_THAT(f.status().message(), HasSubstr("\"second\""));
  EXPECT_THAT(f.status().message(), testing::Not(HasSubstr("\"outside\"")));
}

TEST(BackEdge, ASelfLoopMustBeMarked) {
  Fixture f(R"(node { calculator: "Node" input_stream: "x" output_stream: "x" })");
  EXPECT_THAT(f.status().message(), HasSubstr("cycle"));
  Fixture marked(R"(node { calculator: "Node" input_stream: "x" output_stream: "x"
                           input_stream_info { tag_index: ":0" back_edge: true } })");
  EXPECT_OK(marked.status());
}

TEST(BackEdge, UnknownInputInInputStreamInfoIsAnError) {
  Fixture f(R"(input_stream: "in" node { calculator: "Node" input_stream: "in"
                                         input_stream_info { tag_index: "LOOP" back_edge: true } })");
  EXPECT_THAT(f.status().message(), HasSubstr("\"LOOP\""));
}

TEST(BackEdge, ANeedlessMarkIsHarmless) {
  Fixture f(R"(input_stream: "in"
    node { calculator: "Node" input_stream: "in" output_stream: "out" input_stream_info { tag_index: "" back_edge: true } })");
  f.watch("out");
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 1));
  EXPECT_OK(f.finish());
  EXPECT_THAT(f.seen("out"), ElementsAre("1=1"));
}

// FlowLimiter: one frame in flight; a new one is dropped while the last has not come back.
constexpr const char* kLimiter = R"(
    input_stream: "in"
    node { name: "limiter" calculator: "ImmediateBoundsNode" input_stream: "IN:in" input_stream: "FINISHED:result"
           input_stream_info { tag_index: "FINISHED" back_edge: true } output_stream: "frame" }
    node { name: "work" calculator: "OffsetNode" input_stream: "frame" output_stream: "result" })";

struct Limiter {
  bool in_flight = false;
  Timestamp sent;
  Status operator()(CalculatorContext& c) {
    const PortId finished = c.input("FINISHED");
    const PortId in = c.input("IN");
    if (in_flight && c.in(finished).timestamp() >= sent) in_flight = false;  // a packet or a bound
    if (!c.in(in).empty()) {
      if (in_flight) {
        c.set_next_timestamp_bound(0, c.timestamp().next_allowed_in_stream());
      } else {
        in_flight = true;
        sent = c.timestamp();
        c.out(0, c.in(in));
      }
    }
    if (c.is_done(in) && !in_flight) c.close_output(0);
    return ok_status();
  }
};

TEST(BackEdge, FlowLimiterSeesItsFramesComeBack) {
  Fixture f(kLimiter);
  f.hooks().process["limiter"] = Limiter();
  f.watch("result");
  EXPECT_OK(f.graph().start_run());
  for (int i = 0; i < 5; ++i) EXPECT_OK(f.add("in", i, i * 10));
  EXPECT_OK(f.finish());
  EXPECT_THAT(f.seen("result"), ElementsAre("0=0", "10=1", "20=2", "30=3", "40=4"));
}

TEST(BackEdge, FlowLimiterTakesABoundForAFrameThatYieldsNothing) {
  Fixture f(kLimiter);
  f.hooks().process["limiter"] = Limiter();
  f.hooks().process["work"] = [](CalculatorContext& c) {
    if (*c.get<int>(0) % 2 == 0) c.out(0, c.in(0));
    return ok_status();
  };
  f.watch("result");
  EXPECT_OK(f.graph().start_run());
  for (int i = 0; i < 5; ++i) EXPECT_OK(f.add("in", i, i * 10));
  EXPECT_OK(f.finish());
  EXPECT_THAT(f.seen("result"), ElementsAre("0=0", "20=2", "40=4"));
}

// PreviousLoopback: with each frame comes the result of the frame before.
TEST(BackEdge, PreviousLoopbackPairsAFrameWithTheLastResult) {
  Fixture f(R"(
    input_stream: "in"
    node { name: "loopback" calculator: "ImmediateBoundsNode" input_stream: "MAIN:in" input_stream: "LOOP:result"
           input_stream_info { tag_index: "LOOP" back_edge: true } output_stream: "previous" }
    node { name: "work" calculator: "Node" input_stream: "in" input_stream: "previous" output_stream: "result" })");
  std::vector<Timestamp> frames;
  std::map<Timestamp, Packet> results;
  size_t next = 0;
  f.hooks().process["loopback"] = [&](CalculatorContext& c) {
    const PortId main = c.input("MAIN");
    const PortId loop = c.input("LOOP");
    if (!c.in(main).empty()) frames.push_back(c.timestamp());
    if (!c.in(loop).empty()) results[c.in(loop).timestamp()] = c.in(loop);
    for (; next < frames.size(); ++next) {
      if (next == 0) {
        c.set_next_timestamp_bound(0, frames[0].next_allowed_in_stream());
      } else if (const auto it = results.find(frames[next - 1]); it != results.end()) {
        c.out(0, it->second.at(frames[next]));
      } else {
        break;
      }
    }
    if (c.is_done(main) && next == frames.size()) c.close_output(0);
    return ok_status();
  };
  f.hooks().process["work"] = [](CalculatorContext& c) {
    const int previous = c.in(1).empty() ? 0 : *c.get<int>(1);
    c.out(0, make_packet<int>(previous + *c.get<int>(0)).at(c.timestamp()));
    return ok_status();
  };
  f.watch("result");
  EXPECT_OK(f.graph().start_run());
  for (int i = 1; i <= 4; ++i) EXPECT_OK(f.add("in", i, i * 10));
  EXPECT_THAT(f.seen("result"), ElementsAre("10=1", "20=3", "30=6", "40=10"));
  EXPECT_OK(f.finish());
}

TEST(BackEdge, NodesOpenInAPooledGraphWithACycle) {
  Fixture f(kLimiter, {}, {.num_threads = 2, .time_nodes = true, .trace = {}});
  f.hooks().process["limiter"] = Limiter();
  f.watch("result");
  EXPECT_OK(f.graph().start_run());
  for (int i = 0; i < 50; ++i) EXPECT_OK(f.add("in", i, i));
  EXPECT_OK(f.graph().wait_until_idle());
  EXPECT_GE(f.seen("result").size(), 1u);
  EXPECT_OK(f.finish());
}

}  // namespace
}  // namespace saccade::test
