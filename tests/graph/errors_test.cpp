// What goes wrong while a graph runs, and how it is told.
#include <gmock/gmock.h>

#include <new>
#include <stdexcept>

#include "graph/fake_nodes.h"

namespace saccade::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kChain = R"(
    input_stream: "in"
    node { name: "first" calculator: "Node" input_stream: "in" output_stream: "mid" }
    node { name: "second" calculator: "Node" input_stream: "mid" output_stream: "out" })";

TEST(Errors, ProcessErrorsNameTheNodeItsPlaceAndTheTimestamp) {
  Fixture f(kChain);
  f.hooks().process["second"] = [](CalculatorContext&) { return data_loss("broken pixels"); };
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 33333));
  EXPECT_TRUE(f.graph().has_error());
  const Status status = f.graph().wait_until_idle();
  EXPECT_EQ(status.code(), StatusCode::kDataLoss);
  EXPECT_EQ(status.message(),
            "Calculator::Process() for node \"second\" (test.pbtxt:4:5) failed at timestamp 33333: broken pixels");
  EXPECT_EQ(f.finish().code(), StatusCode::kDataLoss);
}

TEST(Errors, AfterAnErrorPacketsAreRefusedWithIt) {
  Fixture f(kChain);
  f.hooks().process["first"] = [](CalculatorContext&) { return internal_error("boom"); };
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 1));
  EXPECT_THAT(f.add("in", 1, 2).message(), AllOf(HasSubstr("Graph has errors"), HasSubstr("boom")));
  EXPECT_FALSE(f.finish().ok());
}

TEST(Errors, OpenErrorsStopTheStart) {
  Fixture f(kChain);
  bool processed = false;
  bool closed = false;
  f.hooks().open["second"] = [](CalculatorContext&) { return not_found("no model"); };
  f.hooks().process["first"] = [&](CalculatorContext&) { return processed = true, ok_status(); };
  f.hooks().close["second"] = [&](CalculatorContext&) { return closed = true, ok_status(); };
  const Status status = f.graph().start_run();
  EXPECT_THAT(status.message(), HasSubstr("Calculator::Open() for node \"second\""));
  EXPECT_FALSE(f.graph().wait_until_done().ok());
  EXPECT_FALSE(processed);
  EXPECT_FALSE(closed);
}

TEST(Errors, NodesThatAreOpenAreClosedAfterAnErrorAndTheirOutputsDropped) {
  Fixture f(kChain);
  f.hooks().process["second"] = [](CalculatorContext&) { return internal_error("boom"); };
  int closed = 0;
  f.hooks().close["first"] = [&](CalculatorContext& c) {
    ++closed;
    c.out(0, make_packet<int>(1).at(Timestamp(99)));
    return internal_error("also in close");
  };
  f.hooks().close["second"] = [&](CalculatorContext&) { return ++closed, ok_status(); };
  f.watch("mid");
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 1));
  EXPECT_THAT(f.finish().message(), AllOf(HasSubstr("boom"), Not(HasSubstr("also in close"))));
  EXPECT_EQ(closed, 2);
  EXPECT_THAT(f.seen("mid"), ElementsAre("1=1"));
}

TEST(Errors, CloseErrorsAreErrors) {
  Fixture f(kChain);
  f.hooks().close["first"] = [](CalculatorContext&) { return internal_error("cannot flush"); };
  EXPECT_OK(f.graph().start_run());
  EXPECT_THAT(f.finish().message(), HasSubstr("Calculator::Close() for node \"first\""));
}

TEST(Errors, OutputsOfAFailingCallAreNotSent) {
  Fixture f(kChain);
  f.hooks().process["first"] = [](CalculatorContext& c) {
    c.out(0, c.in(0));
    return internal_error("after all");
  };
  f.watch("mid");
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 1));
  EXPECT_FALSE(f.finish().ok());
  EXPECT_TRUE(f.seen("mid").empty());
}

TEST(Errors, APacketOutOfOrderFailsTheNodeThatEmitsIt) {
  Fixture f(kChain);
  f.hooks().process["first"] = [](CalculatorContext& c) {
    c.out(0, make_packet<int>(1).at(Timestamp(5)));
    return ok_status();
  };
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 10));
  EXPECT_OK(f.add("in", 1, 20));
  EXPECT_THAT(f.finish().message(),
              AllOf(HasSubstr("node \"first\""), HasSubstr("timestamp 20"), HasSubstr("stream \"mid\""),
                    HasSubstr("Current minimum expected timestamp is 6 but received 5")));
}

TEST(Errors, APacketAfterCloseOutputFailsTheNode) {
  Fixture f(kChain);
  f.hooks().process["first"] = [](CalculatorContext& c) {
    c.close_output(0);
    c.out(0, c.in(0));
    return ok_status();
  };
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 10));
  EXPECT_EQ(f.finish().code(), StatusCode::kFailedPrecondition);
}

TEST(Errors, ImpossibleBoundsFailTheNode) {
  Fixture f(kChain);
  f.hooks().process["first"] = [](CalculatorContext& c) {
    c.set_next_timestamp_bound(0, Timestamp::done());
    return ok_status();
  };
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 10));
  EXPECT_THAT(f.finish().message(), HasSubstr("cannot be a timestamp bound"));
}

TEST(Errors, ExceptionsBecomeErrors) {
  auto thrown = [](const Hook& hook) {
    Fixture f(kChain);
    f.hooks().process["first"] = hook;
    EXPECT_OK(f.graph().start_run());
    EXPECT_OK(f.add("in", 1, 10));
    return f.finish();
  };
  const Status memory = thrown([](CalculatorContext&) -> Status { throw std::bad_alloc(); });
  EXPECT_EQ(memory.code(), StatusCode::kResourceExhausted);
  const Status other = thrown([](CalculatorContext&) -> Status { throw std::runtime_error("thrown"); });
  EXPECT_EQ(other.code(), StatusCode::kInternal);
  EXPECT_THAT(other.message(), HasSubstr("thrown"));
}

TEST(Errors, StopFromOpenOrCloseIsAnErrorNotACrash) {
  Fixture open(kChain);
  open.hooks().open["first"] = [](CalculatorContext&) { return stop_status(); };
  EXPECT_EQ(open.graph().start_run().code(), StatusCode::kInternal);
  Fixture close(kChain);
  close.hooks().close["first"] = [](CalculatorContext&) { return stop_status(); };
  EXPECT_OK(close.graph().start_run());
  EXPECT_EQ(close.finish().code(), StatusCode::kInternal);
}

TEST(Errors, SeveralAreJoinedAndKeepACommonCode) {
  Fixture f(kChain);
  auto side = [](const char* message) { return [message](const Packet&) { return data_loss(message); }; };
  EXPECT_OK(f.graph().observe("mid", side("one")));
  EXPECT_OK(f.graph().observe("mid", side("two")));
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 1));
  const Status status = f.finish();
  EXPECT_EQ(status.code(), StatusCode::kDataLoss);
  EXPECT_THAT(status.message(), AllOf(HasSubstr("one"), HasSubstr("\n"), HasSubstr("two")));
}

TEST(Errors, UnknownCalculatorsSuggestNearNames) {
  Fixture f(R"(node { calculator: "PassThruCalculator" })");
  EXPECT_EQ(f.status().code(), StatusCode::kNotFound);
  EXPECT_THAT(f.status().message(), AllOf(HasSubstr("Unable to find Calculator \"PassThruCalculator\""),
                                          HasSubstr("did you mean PassThroughCalculator?"),
                                          HasSubstr("SwitchContainer"), HasSubstr("test.pbtxt:1:1")));
  EXPECT_THAT(Fixture(R"(node { calculator: "zzzzzzzzzzzz" })").status().message(), Not(HasSubstr("did you mean")));
}

TEST(Errors, AnInputThatNobodyProducesNamesNodeStreamAndPlace) {
  Fixture f("input_stream: \"image\"\nnode { name: \"n\" calculator: \"Node\"\n input_stream: \"imgae\" }");
  EXPECT_THAT(
      f.status().message(),
      AllOf(HasSubstr("Input Stream \"imgae\" for node with name \"n\" does not have a corresponding output stream."),
            HasSubstr("did you mean image?"), HasSubstr("test.pbtxt:2:1")));
}

TEST(Errors, AStreamWithTwoProducersNamesBoth) {
  Fixture f(R"(
    node { name: "a" calculator: "IntSource" output_stream: "x" }
    node { name: "b" calculator: "IntSource" output_stream: "x" })");
  EXPECT_THAT(f.status().message(), AllOf(HasSubstr("defined twice"), HasSubstr("\"a\""), HasSubstr("\"b\"")));
  Fixture side(R"(
    node { name: "a" calculator: "Node" output_side_packet: "x" }
    node { name: "b" calculator: "Node" output_side_packet: "x" })");
  EXPECT_THAT(side.status().message(), HasSubstr("side packet \"x\" is defined twice"));
  EXPECT_THAT(Fixture(R"(input_stream: "x" input_stream: "x")").status().message(), HasSubstr("defined twice"));
}

TEST(Errors, MisuseOfTheInterfaceIsAnError) {
  Fixture f(kChain);
  EXPECT_EQ(f.add("in", 1, 1).code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(f.graph().wait_until_idle().code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(f.graph().wait_until_done().code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(f.graph().close_all_inputs().code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(f.graph().close_input("").code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(f.graph().observe("nope", [](const Packet&) { return ok_status(); }).code(), StatusCode::kNotFound);
  EXPECT_EQ(f.graph().observe("out", nullptr).code(), StatusCode::kInvalidArgument);
  EXPECT_OK(f.graph().start_run());
  EXPECT_EQ(f.graph().start_run().code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(f.graph().observe("out", [](const Packet&) { return ok_status(); }).code(),
            StatusCode::kFailedPrecondition);
  EXPECT_THAT(f.add("inn", 1, 1).message(), HasSubstr("did you mean in?"));
  EXPECT_EQ(f.graph().poll("nope").error().code(), StatusCode::kNotFound);
  EXPECT_OK(f.finish());
  EXPECT_FALSE(
      Graph::create(config(kChain), registry(), {}, {}, {.num_threads = -1, .time_nodes = true, .trace = {}}).ok());
}

}  // namespace
}  // namespace saccade::test
