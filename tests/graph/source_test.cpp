// Nodes without inputs.
#include <gmock/gmock.h>

#include "graph/fake_nodes.h"

namespace saccade::test {
namespace {

using testing::ElementsAre;

Hook counting(int limit, std::vector<std::string>* calls = nullptr, int step = 1) {
  return [=, next = 0](CalculatorContext& c) mutable {
    if (calls != nullptr) calls->push_back(c.node_name() + std::to_string(next));
    c.out(0, make_packet<int>(next).at(Timestamp(next * step)));
    return ++next == limit ? stop_status() : ok_status();
  };
}

TEST(Source, RunsUntilItStopsAndTheGraphEndsByItself) {
  for (const int threads : {0, 2}) {
    Fixture f(R"(
      node { name: "source" calculator: "IntSource" output_stream: "x" }
      node { calculator: "IntNode" input_stream: "x" output_stream: "out" })",
              {}, {.num_threads = threads, .time_nodes = true, .trace = {}});
    f.hooks().process["source"] = counting(4);
    bool closed = false;
    f.hooks().close["source"] = [&](CalculatorContext&) { return closed = true, ok_status(); };
    f.watch("out");
    EXPECT_OK(f.graph().start_run());
    EXPECT_OK(f.graph().wait_until_done());
    EXPECT_THAT(f.seen("out"), ElementsAre("0=0", "1=1", "2=2", "3=3"));
    EXPECT_TRUE(closed);
  }
}

TEST(Source, InlineSourcesRunOnlyWhileTheCallerWaits) {
  Fixture f(R"(node { name: "source" calculator: "IntSource" output_stream: "x" })");
  f.hooks().process["source"] = counting(3);
  f.watch("x");
  EXPECT_OK(f.graph().start_run());
  EXPECT_TRUE(f.seen("x").empty());
  EXPECT_OK(f.graph().wait_until_idle());
  EXPECT_EQ(f.seen("x").size(), 3u);
  EXPECT_OK(f.graph().wait_until_done());
}

TEST(Source, APollerPullsOnlyWhatItNeeds) {
  Fixture f(R"(node { name: "source" calculator: "IntSource" output_stream: "x" })");
  f.hooks().process["source"] = counting(1'000'000'000);
  auto poller = *f.graph().poll("x");
  EXPECT_OK(f.graph().start_run());
  for (int i = 0; i < 5; ++i) EXPECT_EQ(*poller->next()->get_if<int>(), i);
  EXPECT_OK(f.graph().close_all_sources());
  EXPECT_OK(f.graph().wait_until_done());
}

TEST(Source, TheOneFurthestBehindRunsFirst) {
  Fixture f(R"(
    node { name: "a" calculator: "IntSource" output_stream: "x" }
    node { name: "b" calculator: "IntSource" output_stream: "y" })");
  std::vector<std::string> calls;
  f.hooks().process["a"] = counting(4, &calls, 10);
  f.hooks().process["b"] = counting(2, &calls, 25);
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.graph().wait_until_done());
  EXPECT_THAT(calls, ElementsAre("a0", "b0", "a1", "b1", "a2", "a3"));
}

TEST(Source, HigherLayersStartWhenTheLowerOnesHaveEnded) {
  for (const int threads : {0, 2}) {
    Fixture f(R"(
      node { name: "late" calculator: "IntSource" output_stream: "x" source_layer: 5 }
      node { name: "soon" calculator: "IntSource" output_stream: "y" source_layer: 2 }
      node { name: "now" calculator: "IntSource" output_stream: "z" })",
              {}, {.num_threads = threads, .time_nodes = true, .trace = {}});
    std::vector<std::string> calls;  // layers never overlap
    f.hooks().process["late"] = counting(2, &calls);
    f.hooks().process["soon"] = counting(2, &calls);
    f.hooks().process["now"] = counting(2, &calls);
    EXPECT_OK(f.graph().start_run());
    EXPECT_OK(f.graph().wait_until_done());
    EXPECT_THAT(calls, ElementsAre("now0", "now1", "soon0", "soon1", "late0", "late1"));
  }
}

TEST(Source, CloseAllSourcesEndsThem) {
  for (const int threads : {0, 1}) {
    Fixture f(R"(
      node { name: "source" calculator: "IntSource" output_stream: "x" }
      node { calculator: "IntNode" input_stream: "x" output_stream: "out" })",
              {}, {.num_threads = threads, .time_nodes = true, .trace = {}});
    f.hooks().process["source"] = counting(1'000'000'000);
    EXPECT_OK(f.graph().start_run());
    EXPECT_OK(f.graph().close_all_sources());
    EXPECT_OK(f.graph().wait_until_done());
  }
}

TEST(Source, AnErrorEndsTheRun) {
  Fixture f(R"(node { name: "source" calculator: "IntSource" output_stream: "x" })");
  f.hooks().process["source"] = [](CalculatorContext&) { return unavailable("the camera is gone"); };
  EXPECT_OK(f.graph().start_run());
  const Status status = f.graph().wait_until_done();
  EXPECT_EQ(status.code(), StatusCode::kUnavailable);
  EXPECT_EQ(status.message(), "Calculator::Process() for node \"source\" (test.pbtxt:1:1) failed: the camera is gone");
}

TEST(Source, WhatIsUnderWayLeavesBeforeMoreComesIn) {
  Fixture f(R"(
    node { name: "source" calculator: "IntSource" output_stream: "x" }
    node { name: "a" calculator: "IntNode" input_stream: "x" output_stream: "y" }
    node { name: "b" calculator: "IntNode" input_stream: "y" output_stream: "z" })");
  std::vector<std::string> calls;
  f.hooks().process["source"] = counting(2, &calls);
  auto relay = [&](CalculatorContext& c) { return calls.push_back(c.node_name()), c.out(0, c.in(0)), ok_status(); };
  f.hooks().process["a"] = relay;
  f.hooks().process["b"] = relay;
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.graph().wait_until_done());
  EXPECT_THAT(calls, ElementsAre("source0", "a", "b", "source1", "a", "b"));
}

}  // namespace
}  // namespace saccade::test
