// Full queues.
#include <gmock/gmock.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "graph/fake_nodes.h"

namespace saccade::test {
namespace {

using testing::HasSubstr;

// A node that waits until the test lets it go.
class Door {
 public:
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  Status pass() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return open_; });
    return ok_status();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
};

constexpr const char* kSlow = R"(
    input_stream: "in"
    max_queue_size: 3
    node { name: "slow" calculator: "Node" input_stream: "in" output_stream: "out" })";

TEST(Throttle, AFullQueueRefusesPacketsInTryMode) {
  Door door;
  Fixture f(kSlow, {}, {.num_threads = 1, .time_nodes = true, .trace = {}});
  f.hooks().process["slow"] = [&](CalculatorContext&) { return door.pass(); };
  EXPECT_OK(f.graph().start_run());
  Status status;
  int accepted = 0;
  for (; accepted < 100 && status.ok(); ++accepted) {
    status = f.graph().add_packet("in", make_packet<int>(accepted).at(Timestamp(accepted)), AddMode::kTry);
  }
  EXPECT_EQ(status.code(), StatusCode::kUnavailable);
  EXPECT_THAT(status.message(), HasSubstr("Graph is throttled."));
  EXPECT_LE(accepted, 5);  // three in the queue, one in the node, one refused
  door.open();
  EXPECT_OK(f.finish());
}

TEST(Throttle, InWaitModeTheProducerWaitsForRoom) {
  Door door;
  Fixture f(kSlow, {}, {.num_threads = 1, .time_nodes = true, .trace = {}});
  f.hooks().process["slow"] = [&](CalculatorContext&) { return door.pass(); };
  EXPECT_OK(f.graph().start_run());
  std::atomic<int> added = 0;
  std::thread producer([&] {
    for (int i = 0; i < 20; ++i) {
      EXPECT_OK(f.add("in", i, i));
      ++added;
    }
  });
  while (added < 3) std::this_thread::yield();
  EXPECT_LE(added, 4);
  door.open();
  producer.join();
  EXPECT_OK(f.finish());
  EXPECT_EQ(f.graph().stats()[0].process_calls, 20);
}

TEST(Throttle, AnErrorOrCancelWakesTheProducer) {
  Door door;
  Fixture f(kSlow, {}, {.num_threads = 1, .time_nodes = true, .trace = {}});
  f.hooks().process["slow"] = [&](CalculatorContext&) { return door.pass(); };
  EXPECT_OK(f.graph().start_run());
  std::atomic<int> added = 0;
  std::thread producer([&] {
    while (f.add("in", added, added).ok()) ++added;
  });
  while (added < 3) std::this_thread::yield();
  f.graph().cancel();
  producer.join();
  door.open();
  EXPECT_EQ(f.finish().code(), StatusCode::kCancelled);
}

TEST(Throttle, AFullQueueHoldsBackSourcesUpstreamOnly) {
  Fixture f(R"(
    max_queue_size: 2
    input_stream: "gate"
    node { name: "fast" calculator: "IntSource" output_stream: "x" }
    node { name: "free" calculator: "IntSource" output_stream: "y" }
    node { name: "relay" calculator: "IntNode" input_stream: "x" output_stream: "x2" }
    node { name: "join" calculator: "Node" input_stream: "x2" input_stream: "gate" output_stream: "out" })",
            {}, {.num_threads = 2, .time_nodes = true, .trace = {}});
  std::atomic<int> fast = 0;
  std::atomic<int> free = 0;
  f.hooks().process["fast"] = [&](CalculatorContext& c) {
    c.out(0, make_packet<int>(0).at(Timestamp(fast++)));
    return ok_status();
  };
  f.hooks().process["free"] = [&](CalculatorContext& c) {
    c.out(0, make_packet<int>(0).at(Timestamp(free++)));
    return free == 2000 ? stop_status() : ok_status();
  };
  EXPECT_OK(f.graph().start_run());
  while (free < 2000) std::this_thread::yield();
  // While the other source ran, "fast" stood still behind "join", which waits for "gate".
  EXPECT_OK(f.graph().wait_until_idle());
  EXPECT_LE(fast, 5);
  EXPECT_OK(f.graph().close_all_sources());
  EXPECT_OK(f.graph().wait_until_done());
}

constexpr const char* kStuck = R"(
    input_stream: "a"
    input_stream: "b"
    max_queue_size: 1
    node { name: "join" calculator: "Node" input_stream: "a" input_stream: "b" output_stream: "out" })";

TEST(Throttle, AStuckGraphGrowsItsQueues) {
  for (const int threads : {0, 1}) {
    Fixture f(kStuck, {}, {.num_threads = threads, .time_nodes = true, .trace = {}});
    EXPECT_OK(f.graph().start_run());
    for (int i = 0; i < 10; ++i) EXPECT_OK(f.add("a", i, i));
    for (int i = 0; i < 10; ++i) EXPECT_OK(f.add("b", i, i));
    EXPECT_OK(f.finish());
    EXPECT_EQ(f.graph().stats()[0].process_calls, 10);
  }
}

TEST(Throttle, OrReportsItWhenAskedTo) {
  Fixture f("report_deadlock: true " + std::string(kStuck));
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("a", 0, 0));
  EXPECT_FALSE(f.add("a", 1, 1).ok());
  const Status status = f.finish();
  EXPECT_EQ(status.code(), StatusCode::kUnavailable);
  EXPECT_THAT(status.message(), HasSubstr("stream \"a\" into node \"join\""));
}

TEST(Throttle, MinusOneSetsNoLimitAndLessIsAnError) {
  Door door;
  Fixture f(R"(input_stream: "in" max_queue_size: -1 node { name: "slow" calculator: "Node" input_stream: "in" })", {},
            {.num_threads = 1, .time_nodes = true, .trace = {}});
  f.hooks().process["slow"] = [&](CalculatorContext&) { return door.pass(); };
  EXPECT_OK(f.graph().start_run());
  for (int i = 0; i < 500; ++i) {
    EXPECT_OK(f.graph().add_packet("in", make_packet<int>(i).at(Timestamp(i)), AddMode::kTry));
  }
  door.open();
  EXPECT_OK(f.finish());
  EXPECT_THAT(Fixture("max_queue_size: -2").status().message(), HasSubstr("max_queue_size is -2"));
}

TEST(Throttle, TheDefaultIsAHundredAndABufferSizeHintRaisesIt) {
  EXPECT_EQ(Fixture("").graph().plan().max_queue_size, 100);
  Fixture f(R"(max_queue_size: 4 node { calculator: "IntSource" output_stream: "x" buffer_size_hint: 9 })");
  EXPECT_EQ(f.graph().plan().max_queue_size, 9);
}

}  // namespace
}  // namespace saccade::test
