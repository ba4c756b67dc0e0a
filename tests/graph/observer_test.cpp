// Observers and pollers.
#include <gmock/gmock.h>

#include <thread>

#include "graph/fake_nodes.h"

namespace saccade::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kChain = R"(
    input_stream: "in"
    node { name: "n" calculator: "OffsetNode" input_stream: "in" output_stream: "out" })";

TEST(Observer, SeesAnyStreamInOrder) {
  Fixture f(kChain);
  f.watch("in");
  f.watch("out");
  EXPECT_OK(f.graph().start_run());
  for (int i = 0; i < 3; ++i) EXPECT_OK(f.add("in", i, i));
  EXPECT_OK(f.finish());
  EXPECT_THAT(f.seen("in"), ElementsAre("0=0", "1=1", "2=2"));
  EXPECT_THAT(f.seen("out"), ElementsAre("0=0", "1=1", "2=2"));
}

TEST(Observer, WithBoundsSeesHowFarTheStreamIsSettledButNotItsEnd) {
  Fixture f(kChain);
  f.hooks().process["n"] = [](CalculatorContext& c) {
    if (*c.get<int>(0) > 0) c.out(0, c.in(0));
    return ok_status();
  };
  f.watch("out", true);
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 10));
  EXPECT_OK(f.add("in", 0, 20));
  EXPECT_OK(f.bound("in", 31));
  EXPECT_OK(f.finish());
  EXPECT_THAT(f.seen("out"), ElementsAre("10=1", "20", "30"));
}

TEST(Observer, AnErrorStopsTheGraphAndNamesTheStream) {
  Fixture f(kChain);
  EXPECT_OK(f.graph().observe("out", [](const Packet&) { return resource_exhausted("disk full"); }));
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 1));
  const Status status = f.finish();
  EXPECT_EQ(status.code(), StatusCode::kResourceExhausted);
  EXPECT_THAT(status.message(), HasSubstr("observer of stream \"out\": disk full"));
}

TEST(Observer, MayAddPacketsCloseInputsAndCancel) {
  for (const int threads : {0, 2}) {
    Fixture f(kChain, {}, {.num_threads = threads, .time_nodes = true, .trace = {}});
    std::vector<int> seen;
    EXPECT_OK(f.graph().observe("out", [&](const Packet& packet) {
      const int value = *packet.get_if<int>();
      seen.push_back(value);
      if (value == 5) return f.graph().close_all_inputs();
      return f.add("in", value + 1, value + 1);
    }));
    EXPECT_OK(f.graph().start_run());
    EXPECT_OK(f.add("in", 1, 1));
    EXPECT_OK(f.graph().wait_until_done());
    EXPECT_THAT(seen, ElementsAre(1, 2, 3, 4, 5));
  }
}

TEST(Observer, MustNotWaitForTheGraph) {
  Fixture f(kChain);
  Status inside;
  EXPECT_OK(f.graph().observe("out", [&](const Packet&) { return inside = f.graph().wait_until_idle(), ok_status(); }));
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 1));
  EXPECT_EQ(inside.code(), StatusCode::kFailedPrecondition);
  EXPECT_OK(f.finish());
}

TEST(Observer, AGraphInsideAnObserverOfAnotherIsFine) {
  Fixture outer(kChain);
  Fixture inner(kChain);
  EXPECT_OK(outer.graph().observe("out", [&](const Packet&) {
    SACCADE_TRY(inner.graph().start_run());
    SACCADE_TRY(inner.add("in", 1, 1));
    return inner.finish();
  }));
  EXPECT_OK(outer.graph().start_run());
  EXPECT_OK(outer.add("in", 1, 1));
  EXPECT_OK(outer.finish());
}

TEST(Poller, GivesPacketsAndThenTheEnd) {
  Fixture f(kChain);
  auto poller = *f.graph().poll("out");
  EXPECT_OK(f.graph().start_run());
  for (int i = 0; i < 3; ++i) EXPECT_OK(f.add("in", i, i));
  EXPECT_EQ(poller->queue_size(), 3u);
  EXPECT_OK(f.graph().close_all_inputs());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(to_text(*poller->next()), std::to_string(i) + "=" + std::to_string(i));
  EXPECT_FALSE(poller->next().has_value());
  EXPECT_OK(f.graph().wait_until_done());
}

TEST(Poller, WithBoundsGivesEmptyPacketsToo) {
  Fixture f(kChain);
  auto poller = *f.graph().poll("out", true);
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 10));
  EXPECT_OK(f.bound("in", 21));
  EXPECT_EQ(to_text(*poller->next()), "10=1");
  EXPECT_EQ(to_text(*poller->next()), "20");
  EXPECT_OK(f.finish());
}

TEST(Poller, GivesWhatIsThereAndThenTheEndAfterAnError) {
  Fixture f(kChain);
  auto poller = *f.graph().poll("out");
  f.hooks().process["n"] = [](CalculatorContext& c) {
    if (*c.get<int>(0) == 1) return internal_error("boom");
    return c.out(0, c.in(0)), ok_status();
  };
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 0, 0));
  EXPECT_OK(f.add("in", 1, 1));
  EXPECT_EQ(to_text(*poller->next()), "0=0");
  EXPECT_FALSE(poller->next().has_value());
  EXPECT_FALSE(f.finish().ok());
}

TEST(Poller, BlocksUntilAnotherThreadAddsAPacket) {
  for (const int threads : {0, 2}) {
    Fixture f(kChain, {}, {.num_threads = threads, .time_nodes = true, .trace = {}});
    auto poller = *f.graph().poll("out");
    EXPECT_OK(f.graph().start_run());
    std::thread producer([&] {
      for (int i = 0; i < 200; ++i) EXPECT_OK(f.add("in", i, i));
      EXPECT_OK(f.graph().close_all_inputs());
    });
    int count = 0;
    while (poller->next()) ++count;
    producer.join();
    EXPECT_EQ(count, 200);
    EXPECT_OK(f.graph().wait_until_done());
  }
}

TEST(Poller, AFullQueueHoldsBackTheInputs) {
  Fixture f(kChain);
  auto poller = *f.graph().poll("out");
  poller->set_max_queue_size(2);
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 0, 0));
  EXPECT_OK(f.add("in", 1, 1));
  const Packet third = make_packet<int>(2).at(Timestamp(2));
  EXPECT_EQ(f.graph().add_packet("in", third, AddMode::kTry).code(), StatusCode::kUnavailable);
  // Without a pool nobody else would read: an error instead of waiting for ever.
  EXPECT_EQ(f.graph().add_packet("in", third).code(), StatusCode::kUnavailable);
  EXPECT_TRUE(poller->next().has_value());
  EXPECT_OK(f.graph().add_packet("in", third));
  EXPECT_OK(f.finish());
}

TEST(Poller, InAPoolTheProducerWaitsForTheReader) {
  Fixture f("max_queue_size: 2" + std::string(kChain), {}, {.num_threads = 1, .time_nodes = true, .trace = {}});
  auto poller = *f.graph().poll("out");
  poller->set_max_queue_size(2);
  EXPECT_OK(f.graph().start_run());
  std::thread producer([&] {
    for (int i = 0; i < 100; ++i) EXPECT_OK(f.add("in", i, i));
    EXPECT_OK(f.graph().close_all_inputs());
  });
  size_t longest = 0;
  int count = 0;
  do {
    longest = std::max(longest, poller->queue_size());
  } while (poller->next() && ++count);
  producer.join();
  EXPECT_EQ(count, 100);
  EXPECT_LE(longest, 6u);  // with what was on its way when the queue became full
  EXPECT_OK(f.graph().wait_until_done());
}

}  // namespace
}  // namespace saccade::test
