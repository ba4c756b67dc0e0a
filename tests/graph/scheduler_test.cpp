// The inline and the pooled scheduler under load.
#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "graph/fake_nodes.h"

namespace saccade::test {
namespace {

using testing::ElementsAre;

GraphRunOptions pool(int threads) { return {.num_threads = threads, .time_nodes = true, .trace = {}}; }

// in -> 3 branches of 4 nodes -> sum
std::string diamond() {
  std::string text = "input_stream: \"in\"\n";
  std::string join = "node { name: \"sum\" calculator: \"Node\" output_stream: \"out\" ";
  for (int branch = 0; branch < 3; ++branch) {
    std::string previous = "in";
    for (int depth = 0; depth < 4; ++depth) {
      const std::string next = "s" + std::to_string(branch) + std::to_string(depth);
      text +=
          "node { calculator: \"OffsetNode\" input_stream: \"" + previous + "\" output_stream: \"" + next + "\" }\n";
      previous = next;
    }
    join += "input_stream: \"" + previous + "\" ";
  }
  return text + join + "}";
}

void sum_inputs(Fixture& f) {
  f.hooks().process["sum"] = [](CalculatorContext& c) {
    int sum = 0;
    for (PortId port = 0; port < c.total_inputs(); ++port) sum += c.in(port).empty() ? 0 : *c.get<int>(port);
    return c.out(0, make_packet<int>(sum).at(c.timestamp())), ok_status();
  };
}

TEST(Scheduler, HigherNodesGoFirst) {
  Fixture f(R"(
    input_stream: "in"
    node { name: "a" calculator: "Node" input_stream: "in" output_stream: "a2" }
    node { name: "b" calculator: "Node" input_stream: "in" output_stream: "b2" }
    node { name: "c" calculator: "Node" input_stream: "a2" output_stream: "c2" })");
  std::vector<std::string> calls;
  for (const char* name : {"a", "b", "c"}) {
    f.hooks().process[name] = [&](CalculatorContext& c) {
      return calls.push_back(c.node_name()), c.out(0, c.in(0)), ok_status();
    };
  }
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 1));
  EXPECT_THAT(calls, ElementsAre("b", "a", "c"));
  EXPECT_OK(f.finish());
}

TEST(Scheduler, NodesOpenInTheirOrder) {
  Fixture f(R"(
    input_stream: "in"
    node { name: "a" calculator: "Node" input_stream: "in" output_stream: "x" }
    node { name: "b" calculator: "Node" input_stream: "x" output_stream: "y" }
    node { name: "c" calculator: "Node" input_stream: "y" })");
  std::vector<std::string> calls;
  for (const char* name : {"a", "b", "c"}) {
    f.hooks().open[name] = [&](CalculatorContext& c) { return calls.push_back(c.node_name()), ok_status(); };
  }
  EXPECT_OK(f.graph().start_run());
  EXPECT_THAT(calls, ElementsAre("a", "b", "c"));
  EXPECT_OK(f.finish());
}

TEST(Scheduler, InlineStaysOnTheCallersThread) {
  Fixture f(diamond());
  sum_inputs(f);
  const auto caller = std::this_thread::get_id();
  bool same = true;
  EXPECT_OK(f.graph().observe(
      "out", [&](const Packet&) { return same &= std::this_thread::get_id() == caller, ok_status(); }));
  EXPECT_OK(f.graph().start_run());
  for (int i = 0; i < 10; ++i) EXPECT_OK(f.add("in", i, i));
  EXPECT_OK(f.finish());
  EXPECT_TRUE(same);
}

TEST(Scheduler, PoolAndInlineGiveTheSameResults) {
  std::vector<std::string> expected;
  for (const int threads : {0, 1, 2, 4, 8}) {
    Fixture f(diamond(), {}, pool(threads));
    sum_inputs(f);
    f.watch("out");
    EXPECT_OK(f.graph().start_run());
    for (int i = 0; i < 300; ++i) EXPECT_OK(f.add("in", i, i));
    EXPECT_OK(f.finish());
    if (threads == 0) expected = f.seen("out");
    EXPECT_EQ(expected.size(), 300u);
    EXPECT_EQ(f.seen("out"), expected) << threads;
  }
}

TEST(Scheduler, ANodeRunsOneCallAtATime) {
  Fixture f(diamond(), {}, pool(8));
  std::atomic<int> inside = 0;
  std::atomic<bool> overlapped = false;
  f.hooks().process["sum"] = [&](CalculatorContext&) {
    if (++inside > 1) overlapped = true;
    --inside;
    return ok_status();
  };
  EXPECT_OK(f.graph().start_run());
  for (int i = 0; i < 300; ++i) EXPECT_OK(f.add("in", i, i));
  EXPECT_OK(f.finish());
  EXPECT_FALSE(overlapped);
}

TEST(Scheduler, IdleThenBurstThenIdle) {
  Fixture f(diamond(), {}, pool(3));
  sum_inputs(f);
  f.watch("out");
  EXPECT_OK(f.graph().start_run());
  int t = 0;
  for (int burst = 0; burst < 30; ++burst) {
    for (int i = 0; i < burst; ++i) EXPECT_OK(f.add("in", 1, t++));
    EXPECT_OK(f.graph().wait_until_idle());
    EXPECT_EQ(f.seen("out").size(), static_cast<size_t>(t));
  }
  EXPECT_OK(f.finish());
}

TEST(Scheduler, TwoGraphsAtOnce) {
  Fixture f(diamond(), {}, pool(2));
  Fixture g(diamond(), {}, pool(2));
  sum_inputs(f);
  sum_inputs(g);
  f.watch("out");
  g.watch("out");
  auto feed = [](Fixture& graph) {
    EXPECT_OK(graph.graph().start_run());
    for (int i = 0; i < 200; ++i) EXPECT_OK(graph.add("in", i, i));
    EXPECT_OK(graph.finish());
  };
  std::thread other([&] { feed(g); });
  feed(f);
  other.join();
  EXPECT_EQ(f.seen("out").size(), 200u);
  EXPECT_EQ(f.seen("out"), g.seen("out"));
}

TEST(Scheduler, ShutdownWhileBusy) {
  for (int round = 0; round < 20; ++round) {
    Fixture f(diamond(), {}, pool(3));
    sum_inputs(f);
    EXPECT_OK(f.graph().start_run());
    for (int i = 0; i < 20 + round; ++i) EXPECT_OK(f.add("in", i, i));
  }
}

TEST(Scheduler, ManyRunsWithAPool) {
  Fixture f(diamond(), {}, pool(2));
  sum_inputs(f);
  f.watch("out");
  for (int run = 0; run < 50; ++run) {
    EXPECT_OK(f.graph().start_run());
    for (int i = 0; i < 5; ++i) EXPECT_OK(f.add("in", i, i));
    EXPECT_OK(f.finish());
  }
  EXPECT_EQ(f.seen("out").size(), 250u);
}

TEST(Scheduler, SeveralProducersOfSeveralStreams) {
  for (const int threads : {0, 3}) {
    Fixture f(R"(
      input_stream: "a" input_stream: "b" input_stream: "c"
      node { name: "sum" calculator: "Node" input_stream: "a" input_stream: "b" input_stream: "c" output_stream: "out" })",
              {}, pool(threads));
    sum_inputs(f);
    f.watch("out");
    EXPECT_OK(f.graph().start_run());
    std::vector<std::thread> producers;
    for (const char* stream : {"a", "b", "c"}) {
      producers.emplace_back([&f, stream] {
        for (int i = 0; i < 500; ++i) EXPECT_OK(f.add(stream, i, i));
      });
    }
    for (std::thread& producer : producers) producer.join();
    EXPECT_OK(f.finish());
    std::vector<std::string> expected;
    for (int i = 0; i < 500; ++i) expected.push_back(std::to_string(i) + "=" + std::to_string(3 * i));
    EXPECT_EQ(f.seen("out"), expected);
  }
}

TEST(Scheduler, OneThreadWaitsWhileAnotherFeedsAnInlineGraph) {
  Fixture f(diamond());
  sum_inputs(f);
  f.watch("out");
  EXPECT_OK(f.graph().start_run());
  std::thread feeder([&] {
    for (int i = 0; i < 200; ++i) EXPECT_OK(f.add("in", i, i));
    EXPECT_OK(f.graph().close_all_inputs());
  });
  EXPECT_OK(f.graph().wait_until_done());
  feeder.join();
  EXPECT_EQ(f.seen("out").size(), 200u);
}

TEST(Scheduler, ErrorsUnderLoadEndTheRun) {
  Fixture f(diamond(), {}, pool(4));
  f.hooks().process["sum"] = [](CalculatorContext& c) {
    return c.timestamp() == Timestamp(50) ? internal_error("boom") : ok_status();
  };
  EXPECT_OK(f.graph().start_run());
  for (int i = 0; i < 300; ++i) static_cast<void>(f.add("in", i, i));
  EXPECT_EQ(f.finish().code(), StatusCode::kInternal);
}

}  // namespace
}  // namespace saccade::test
