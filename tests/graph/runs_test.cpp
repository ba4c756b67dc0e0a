// Lifecycle: several runs, cancel, stop, statistics, traces.
#include <gmock/gmock.h>

#include <array>
#include <atomic>
#include <thread>

#include "graph/fake_nodes.h"

namespace saccade::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kChain = R"(
    input_stream: "in"
    node { name: "a" calculator: "Node" input_stream: "in" output_stream: "mid" }
    node { name: "b" calculator: "Node" input_stream: "mid" output_stream: "out" })";

TEST(Runs, AGraphRunsSeveralTimesFromAFreshState) {
  Fixture f(kChain);
  f.watch("out");
  int opened = 0;
  f.hooks().open["a"] = [&](CalculatorContext&) { return ++opened, ok_status(); };
  for (int run = 0; run < 3; ++run) {
    EXPECT_OK(f.graph().start_run());
    EXPECT_OK(f.add("in", run, 5));  // the same timestamp each time
    EXPECT_OK(f.finish());
  }
  EXPECT_EQ(opened, 3);
  EXPECT_THAT(f.seen("out"), ElementsAre("5=0", "5=1", "5=2"));
}

TEST(Runs, AFailedRunDoesNotHarmTheNext) {
  Fixture f(kChain);
  f.watch("out");
  bool fail = true;
  f.hooks().process["b"] = [&](CalculatorContext& c) {
    if (fail) return internal_error("boom");
    return c.out(0, c.in(0)), ok_status();
  };
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 1));
  EXPECT_FALSE(f.finish().ok());
  EXPECT_FALSE(f.graph().has_error());
  fail = false;
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 2, 1));
  EXPECT_OK(f.finish());
  EXPECT_THAT(f.seen("out"), ElementsAre("1=2"));
}

TEST(Runs, EachRunHasItsOwnCalculators) {
  static std::atomic<int> alive = 0;
  struct Counted final : Calculator {
    Counted() { ++alive; }
    ~Counted() override { --alive; }
    static Status contract(CalculatorContract& c) { return c.input_any(""), ok_status(); }
    Status process(CalculatorContext&) override { return ok_status(); }
  };
  GraphRegistry nodes(&registry());
  nodes.add_calculators(std::array{calculator_entry<Counted>("Counted", "test")});
  Fixture f(R"(input_stream: "in" node { calculator: "Counted" input_stream: "in" })", {}, {}, nodes);
  EXPECT_EQ(alive, 0);
  EXPECT_OK(f.graph().start_run());
  EXPECT_EQ(alive, 1);
  EXPECT_OK(f.finish());
  EXPECT_EQ(alive, 0);
}

TEST(Runs, CallsComeInTheOrderOpenProcessClose) {
  Fixture f(kChain);
  std::vector<std::string> calls;
  auto record = [&](const std::string& what) {
    return [&calls, what](CalculatorContext& c) {
      return calls.push_back(what + " " + c.timestamp().to_string()), ok_status();
    };
  };
  f.hooks().open["a"] = record("open");
  f.hooks().process["a"] = record("process");
  f.hooks().close["a"] = record("close");
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 7));
  EXPECT_OK(f.finish());
  EXPECT_THAT(calls, ElementsAre("open Timestamp::Unstarted()", "process 7", "close Timestamp::Done()"));
}

TEST(Runs, CancelEndsARunWithoutWaitingForInputs) {
  for (const int threads : {0, 2}) {
    Fixture f(kChain, {}, {.num_threads = threads, .time_nodes = true, .trace = {}});
    EXPECT_OK(f.graph().start_run());
    EXPECT_OK(f.add("in", 1, 1));
    f.graph().cancel();
    EXPECT_EQ(f.graph().wait_until_done().code(), StatusCode::kCancelled);
    EXPECT_OK(f.graph().start_run());
    EXPECT_OK(f.finish());
    f.graph().cancel();  // nothing runs: nothing happens
  }
}

TEST(Runs, CancelFromAnotherThreadWakesWhoWaits) {
  for (const int threads : {0, 2}) {
    Fixture f(kChain, {}, {.num_threads = threads, .time_nodes = true, .trace = {}});
    EXPECT_OK(f.graph().start_run());
    std::thread other([&] { f.graph().cancel(); });
    EXPECT_EQ(f.graph().wait_until_done().code(), StatusCode::kCancelled);
    other.join();
  }
}

TEST(Runs, TheDestructorEndsARunThatIsUnderWay) {
  for (const int threads : {0, 2}) {
    bool closed = false;
    {
      Fixture f(kChain, {}, {.num_threads = threads, .time_nodes = true, .trace = {}});
      f.hooks().close["a"] = [&](CalculatorContext&) { return closed = true, ok_status(); };
      EXPECT_OK(f.graph().start_run());
      EXPECT_OK(f.add("in", 1, 1));
      EXPECT_OK(f.graph().wait_until_idle());  // in a pool: until the nodes are open
    }
    EXPECT_TRUE(closed);
  }
}

TEST(Runs, StopFromANodeWithInputsClosesTheGraphsInputsAndFinishesWhatIsUnderWay) {
  Fixture f(kChain);
  f.hooks().process["a"] = [](CalculatorContext& c) {
    c.out(0, c.in(0));
    return c.timestamp() == Timestamp(2) ? stop_status() : ok_status();
  };
  f.watch("out");
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 1));
  EXPECT_OK(f.add("in", 2, 2));
  EXPECT_EQ(f.add("in", 3, 3).code(), StatusCode::kFailedPrecondition);
  EXPECT_OK(f.graph().wait_until_done());
  EXPECT_THAT(f.seen("out"), ElementsAre("1=1", "2=2"));
}

TEST(Runs, AnEmptyGraphRuns) {
  Fixture f("");
  EXPECT_OK(f.status());
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.graph().wait_until_done());
}

TEST(Runs, AGraphWithoutInputsOrSourcesEndsAtOnce) {
  for (const int threads : {0, 1}) {
    Fixture f(R"(node { calculator: "Node" output_side_packet: "x" })", {},
              {.num_threads = threads, .time_nodes = true, .trace = {}});
    f.hooks().open["Node"] = [](CalculatorContext& c) {
      return c.set_side_output(0, make_packet<int>(1)), ok_status();
    };
    EXPECT_OK(f.graph().start_run());
    EXPECT_OK(f.graph().wait_until_done());
  }
}

TEST(Runs, StatisticsCountCallsAndTimePerNode) {
  Fixture f(kChain);
  EXPECT_OK(f.graph().start_run());
  for (int i = 0; i < 10; ++i) EXPECT_OK(f.add("in", i, i));
  EXPECT_OK(f.finish());
  const auto stats = f.graph().stats();
  ASSERT_EQ(stats.size(), 2u);
  EXPECT_EQ(stats[0].node, "a");
  EXPECT_EQ(stats[0].calculator, "Node");
  EXPECT_EQ(stats[0].process_calls, 10);
  EXPECT_GT(stats[0].process_ns, 0);
}

TEST(Runs, TracesTellOfEveryCall) {
  std::vector<std::string> events;
  GraphRunOptions options;
  options.trace = [&](const TraceEvent& event) {
    EXPECT_LE(event.start_ns, event.end_ns);
    events.push_back(event.node + "/" + std::to_string(event.kind) + "@" + event.timestamp.to_string());
  };
  Fixture f(kChain, {}, options);
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 7));
  EXPECT_OK(f.finish());
  EXPECT_THAT(events, ElementsAre("a/0@Timestamp::Unstarted()", "b/0@Timestamp::Unstarted()", "a/1@7", "b/1@7",
                                  "a/2@Timestamp::Done()", "b/2@Timestamp::Done()"));
}

TEST(Runs, SeveralThreadsMayWait) {
  Fixture f(kChain, {}, {.num_threads = 1, .time_nodes = true, .trace = {}});
  f.hooks().process["b"] = [](CalculatorContext&) { return internal_error("boom"); };
  EXPECT_OK(f.graph().start_run());
  std::atomic<int> failures = 0;
  std::vector<std::thread> waiting;
  for (int i = 0; i < 3; ++i) {
    waiting.emplace_back([&] { failures += f.graph().wait_until_done().ok() ? 0 : 1; });
  }
  static_cast<void>(f.add("in", 1, 1));
  for (std::thread& thread : waiting) thread.join();
  EXPECT_EQ(failures, 3);
}

}  // namespace
}  // namespace saccade::test
