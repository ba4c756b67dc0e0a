// Streams, bounds and what a call settles on its outputs.
#include <gmock/gmock.h>

#include "graph/fake_nodes.h"

namespace saccade::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kOneNode = R"(
    input_stream: "in"
    node { name: "n" calculator: "Node" input_stream: "in" output_stream: "out" })";

// in -> n -> out, and a node that joins out with what else came
constexpr const char* kJoin = R"(
    input_stream: "a"
    input_stream: "b"
    node { name: "join" calculator: "Node" input_stream: "a" input_stream: "b" output_stream: "a2" output_stream: "b2" })";

TEST(Bounds, PassThroughForwardsPacketsInOrder) {
  Fixture f(R"(
    input_stream: "in"
    node { calculator: "PassThroughCalculator" input_stream: "in" output_stream: "mid" }
    node { calculator: "PassThroughCalculator" input_stream: "mid" output_stream: "out" })");
  ASSERT_TRUE(f.status().ok()) << f.status().to_string();
  f.watch("out");
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 10));
  EXPECT_OK(f.add("in", 2, 20));
  EXPECT_OK(f.graph().wait_until_idle());
  EXPECT_THAT(f.seen("out"), ElementsAre("10=1", "20=2"));
  EXPECT_OK(f.finish());
}

TEST(Bounds, TimestampsOfAStreamMustIncrease) {
  Fixture f(kOneNode);
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 0));
  const Status status = f.add("in", 2, 0);
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(status.message(), HasSubstr("Current minimum expected timestamp is 1 but received 0"));
  EXPECT_OK(f.add("in", 3, 1));  // the graph goes on
  EXPECT_OK(f.finish());
}

TEST(Bounds, NegativeTimestampsAreLegal) {
  Fixture f(kOneNode);
  f.watch("out");
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, -20));
  EXPECT_OK(f.add("in", 2, -10));
  EXPECT_OK(f.finish());
  EXPECT_THAT(f.seen("out"), ElementsAre("-20=1", "-10=2"));
}

TEST(Bounds, AStreamHoldsOnePreStreamPacketOrOnePostStreamPacketOnly) {
  Fixture f(kOneNode);
  auto add = [&](Timestamp t) { return f.graph().add_packet("in", make_packet<int>(1).at(t)); };
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(add(Timestamp::pre_stream()));
  EXPECT_FALSE(add(Timestamp(0)).ok());
  EXPECT_FALSE(add(Timestamp::post_stream()).ok());
  EXPECT_OK(f.finish());
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(add(Timestamp(5)));
  EXPECT_THAT(add(Timestamp::post_stream()).message(), HasSubstr("must be the only one"));
  EXPECT_OK(f.finish());
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(add(Timestamp::post_stream()));
  EXPECT_FALSE(add(Timestamp::post_stream()).ok());
  EXPECT_OK(f.finish());
}

TEST(Bounds, PacketsNeedATimestampAllowedInStreams) {
  Fixture f(kOneNode);
  EXPECT_OK(f.graph().start_run());
  for (const Timestamp bad :
       {Timestamp::unset(), Timestamp::unstarted(), Timestamp::done(), Timestamp::one_over_post_stream()}) {
    EXPECT_EQ(f.graph().add_packet("in", make_packet<int>(1).at(bad)).code(), StatusCode::kInvalidArgument);
    EXPECT_EQ(f.graph().add_packet("in", Packet().at(bad)).code(), StatusCode::kInvalidArgument);
  }
  EXPECT_FALSE(f.graph().set_input_timestamp_bound("in", Timestamp::done()).ok());
  EXPECT_OK(f.finish());
}

TEST(Bounds, AnEmptyPacketIsABound) {
  Fixture f(kJoin);
  f.watch("a2");
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("a", 1, 10));
  EXPECT_THAT(f.seen("a2"), IsEmpty());  // b may still bring 10
  EXPECT_OK(f.graph().add_packet("b", Packet().at(Timestamp(10))));
  EXPECT_THAT(f.seen("a2"), ElementsAre("10=1"));
  EXPECT_FALSE(f.add("b", 1, 10).ok());
  EXPECT_OK(f.add("b", 1, 11));
  EXPECT_OK(f.finish());
}

TEST(Bounds, ATimestampIsSettledWhenLowerThanTheBound) {
  Fixture f(kJoin);
  f.watch("a2");
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("a", 1, 10));
  EXPECT_OK(f.bound("b", 10));
  EXPECT_THAT(f.seen("a2"), IsEmpty());
  EXPECT_OK(f.bound("b", 11));
  EXPECT_THAT(f.seen("a2"), ElementsAre("10=1"));
  EXPECT_OK(f.bound("b", 5));  // says less than is known: no effect
  EXPECT_OK(f.add("b", 2, 11));
  EXPECT_OK(f.finish());
}

TEST(Bounds, AClosedStreamIsSettledForEver) {
  Fixture f(kJoin);
  f.watch("a2");
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("a", 1, 10));
  EXPECT_OK(f.graph().close_input("b"));
  EXPECT_OK(f.graph().close_input("b"));  // again: nothing
  EXPECT_OK(f.add("a", 2, 20));
  EXPECT_THAT(f.seen("a2"), ElementsAre("10=1", "20=2"));
  EXPECT_EQ(f.add("b", 1, 30).code(), StatusCode::kFailedPrecondition);
  EXPECT_OK(f.finish());
}

TEST(Bounds, AnInputWithoutAPacketIsEmptyAndShowsHowFarItsStreamIs) {
  Fixture f(kJoin);
  std::vector<std::string> shown;
  f.hooks().process["join"] = [&](CalculatorContext& c) {
    shown.push_back(to_text(c.in(0)) + " " + to_text(c.in(1)) + (c.is_done(1) ? " done" : ""));
    return ok_status();
  };
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.bound("b", 100));
  EXPECT_OK(f.add("a", 1, 10));
  EXPECT_OK(f.add("b", 2, 150));
  EXPECT_OK(f.add("a", 2, 20));
  EXPECT_OK(f.graph().close_input("b"));
  EXPECT_OK(f.add("a", 3, 200));
  EXPECT_OK(f.finish());
  EXPECT_THAT(shown, ElementsAre("10=1 99", "20=2 149", "199 150=2 done", "200=3 Timestamp::Max() done"));
}

TEST(Bounds, WithoutOffsetANodeThatEmitsNothingHoldsBackItsConsumers) {
  Fixture f(kOneNode);
  f.hooks().process["n"] = [](CalculatorContext&) { return ok_status(); };
  f.watch("out", true);
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 10));
  EXPECT_OK(f.bound("in", 50));
  EXPECT_THAT(f.seen("out"), IsEmpty());
  EXPECT_OK(f.finish());
}

TEST(Bounds, OffsetSettlesTheInputTimestampPlusOffset) {
  Fixture f(R"(
    input_stream: "in"
    node { name: "zero" calculator: "OffsetNode" input_stream: "in" output_stream: "out0" }
    node { name: "five" calculator: "Offset5Node" input_stream: "in" output_stream: "out5" })");
  f.hooks().process["zero"] = f.hooks().process["five"] = [](CalculatorContext&) { return ok_status(); };
  f.watch("out0", true);
  f.watch("out5", true);
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 10));
  EXPECT_OK(f.add("in", 2, 20));
  EXPECT_THAT(f.seen("out0"), ElementsAre("10", "20"));
  EXPECT_THAT(f.seen("out5"), ElementsAre("15", "25"));
  EXPECT_OK(f.finish());
}

TEST(Bounds, OffsetRuleAtTheEndsOfTime) {
  const auto settled_after = [](Timestamp t) {
    Fixture f(R"(
      input_stream: "in"
      node { name: "n" calculator: "OffsetNode" input_stream: "in" output_stream: "out" })");
    std::string bound;
    f.hooks().process["n"] = [](CalculatorContext&) { return ok_status(); };
    // The bound itself is seen by the node's own close().
    f.hooks().close["n"] = [&](CalculatorContext& c) {
      bound = c.next_timestamp_bound(0).to_string();
      return ok_status();
    };
    EXPECT_OK(f.graph().start_run());
    EXPECT_OK(f.graph().add_packet("in", make_packet<int>(1).at(t)));
    EXPECT_OK(f.finish());
    return bound;
  };
  EXPECT_EQ(settled_after(Timestamp::pre_stream()), "Timestamp::Min()");
  EXPECT_EQ(settled_after(Timestamp(7)), "8");
  EXPECT_EQ(settled_after(Timestamp::max()), "Timestamp::PostStream()");
  EXPECT_EQ(settled_after(Timestamp::post_stream()), "Timestamp::OneOverPostStream()");
}

TEST(Bounds, OffsetRelaysInputBoundsWithoutRunningTheNode) {
  Fixture f(R"(
    input_stream: "in"
    node { name: "n" calculator: "OffsetNode" input_stream: "in" output_stream: "mid" }
    node { name: "m" calculator: "Offset5Node" input_stream: "mid" output_stream: "out" })");
  int calls = 0;
  f.hooks().process["n"] = [&](CalculatorContext&) { return ++calls, ok_status(); };
  f.watch("out", true);
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.bound("in", 100));
  EXPECT_THAT(f.seen("out"), ElementsAre("104"));
  EXPECT_EQ(calls, 0);
  EXPECT_OK(f.finish());
}

TEST(Bounds, ExplicitBoundAndOffsetTheHigherOneHolds) {
  Fixture f(R"(
    input_stream: "in"
    node { name: "n" calculator: "OffsetNode" input_stream: "in" output_stream: "out" })");
  f.hooks().process["n"] = [](CalculatorContext& c) {
    c.set_next_timestamp_bound(0, Timestamp(c.timestamp() == Timestamp(10) ? 5 : 1000));
    return ok_status();
  };
  f.watch("out", true);
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 10));
  EXPECT_OK(f.add("in", 1, 20));
  EXPECT_THAT(f.seen("out"), ElementsAre("10", "999"));
  EXPECT_OK(f.finish());
}

TEST(Bounds, SetOffsetInOpenOnly) {
  Fixture f(kOneNode);
  f.hooks().open["n"] = [](CalculatorContext& c) { return c.set_offset(0), ok_status(); };
  f.hooks().process["n"] = [](CalculatorContext& c) {
    if (c.timestamp() == Timestamp(20)) c.set_offset(5);
    return ok_status();
  };
  f.watch("out", true);
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 10));
  EXPECT_THAT(f.seen("out"), ElementsAre("10"));
  EXPECT_OK(f.add("in", 1, 20));
  const Status status = f.finish();
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(status.message(), HasSubstr("open() only"));
}

TEST(Bounds, ANodeMayEmitSeveralPacketsACallAndInOpenAndClose) {
  Fixture f(kOneNode);
  f.hooks().open["n"] = [](CalculatorContext& c) {
    return c.out(0, make_packet<int>(0).at(Timestamp(-1))), ok_status();
  };
  f.hooks().process["n"] = [](CalculatorContext& c) {
    for (int i = 0; i < 3; ++i) c.out(0, make_packet<int>(i).at(c.timestamp().plus(i)));
    return ok_status();
  };
  f.hooks().close["n"] = [](CalculatorContext& c) {
    return c.out(0, make_packet<int>(9).at(Timestamp(99))), ok_status();
  };
  f.watch("out");
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 10));
  EXPECT_OK(f.finish());
  EXPECT_THAT(f.seen("out"), ElementsAre("-1=0", "10=0", "11=1", "12=2", "99=9"));
}

TEST(Bounds, AnOutputClosedByTheNodeIsDoneDownstream) {
  Fixture f(R"(
    input_stream: "in"
    node { name: "n" calculator: "Node" input_stream: "in" output_stream: "mid" }
    node { name: "m" calculator: "Node" input_stream: "mid" output_stream: "out" })");
  bool closed = false;
  f.hooks().process["n"] = [](CalculatorContext& c) { return c.close_output(0), ok_status(); };
  f.hooks().close["m"] = [&](CalculatorContext&) { return closed = true, ok_status(); };
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 10));
  EXPECT_TRUE(closed);
  EXPECT_OK(f.finish());
}

TEST(Bounds, EveryConsumerOfAStreamGetsThePacket) {
  Fixture f(R"(
    input_stream: "in"
    node { calculator: "Node" input_stream: "in" output_stream: "x" }
    node { calculator: "Node" input_stream: "in" output_stream: "y" }
    node { calculator: "Node" input_stream: "in" input_stream: "x" input_stream: "y"
           output_stream: "in2" output_stream: "x2" output_stream: "y2" })");
  f.watch("in2");
  f.watch("x2");
  f.watch("y2");
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 10));
  EXPECT_OK(f.finish());
  EXPECT_THAT(f.seen("in2"), ElementsAre("10=1"));
  EXPECT_THAT(f.seen("x2"), ElementsAre("10=1"));
  EXPECT_THAT(f.seen("y2"), ElementsAre("10=1"));
}

// BeginLoop emits the items of a collection at timestamps of its own and, with the last one, the collection's timestamp
// on BATCH_END; EndLoop gathers until BATCH_END comes.
TEST(Bounds, LoopsWorkOnInnerTimestampsOfTheirOwn) {
  Fixture f(R"(
    input_stream: "in"
    node { name: "begin" calculator: "Node" input_stream: "in" output_stream: "BATCH_END:end" output_stream: "ITEM:item" }
    node { name: "work" calculator: "Node" input_stream: "item" output_stream: "done_item" }
    node { name: "end" calculator: "Node" input_stream: "BATCH_END:end" input_stream: "ITEM:done_item" output_stream: "out" })");
  int64_t inner = 0;
  f.hooks().process["begin"] = [&](CalculatorContext& c) {
    const int count = *c.get<int>(0);
    for (int i = 0; i < count; ++i) c.out(1, make_packet<int>(i + 1).at(Timestamp(inner++)));
    c.out(0, make_packet<Timestamp>(c.timestamp()).at(Timestamp(count == 0 ? inner++ : inner - 1)));
    c.set_next_timestamp_bound(1, Timestamp(inner));
    return ok_status();
  };
  int sum = 0;
  f.hooks().process["work"] = [](CalculatorContext& c) {
    return c.out(0, make_packet<int>(*c.get<int>(0) * 10).at(c.timestamp())), ok_status();
  };
  f.hooks().open["work"] = [](CalculatorContext& c) { return c.set_offset(0), ok_status(); };
  f.hooks().process["end"] = [&](CalculatorContext& c) {
    if (const int* item = c.get<int>(1)) sum += *item;
    if (const Timestamp* batch = c.get<Timestamp>(0)) c.out(0, make_packet<int>(std::exchange(sum, 0)).at(*batch));
    return ok_status();
  };
  f.watch("out");
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 3, 1000));
  EXPECT_OK(f.add("in", 0, 2000));
  EXPECT_OK(f.add("in", 1, 3000));
  EXPECT_THAT(f.seen("out"), ElementsAre("1000=60", "2000=0", "3000=10"));
  EXPECT_OK(f.finish());
}

// A gate that closes tells its consumers at once that nothing will come.
TEST(Bounds, AGateThatDropsMovesTheBound) {
  Fixture f(R"(
    input_stream: "in"
    input_stream: "allow"
    node { name: "gate" calculator: "OffsetNode" input_stream: "ALLOW:allow" input_stream: "IN:in" output_stream: "gated" }
    node { name: "join" calculator: "Node" input_stream: "in" input_stream: "gated" output_stream: "out" })");
  f.hooks().process["gate"] = [](CalculatorContext& c) {
    const int* allow = c.get<int>(c.input("ALLOW"));
    if (allow != nullptr && *allow != 0 && !c.in(c.input("IN")).empty()) c.out(0, c.in(c.input("IN")));
    return ok_status();
  };
  f.hooks().process["join"] = [](CalculatorContext& c) {
    return c.out(0, make_packet<int>(c.in(1).empty() ? 0 : 1).at(c.timestamp())), ok_status();
  };
  f.watch("out");
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 5, 10));
  EXPECT_OK(f.add("allow", 0, 10));
  EXPECT_OK(f.add("allow", 1, 20));
  EXPECT_OK(f.add("in", 5, 20));
  EXPECT_THAT(f.seen("out"), ElementsAre("10=0", "20=1"));
  EXPECT_OK(f.finish());
}

}  // namespace
}  // namespace saccade::test
