// Values that hold for a run.
#include <gmock/gmock.h>

#include "graph/fake_nodes.h"

namespace saccade::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(SidePacket, NodesOpenInTheOrderOfWhatTheyGiveEachOther) {
  Fixture f(R"(
    node { name: "last" calculator: "Node" input_side_packet: "b" output_side_packet: "c" }
    node { name: "first" calculator: "Node" input_side_packet: "a" output_side_packet: "b" })");
  EXPECT_THAT(f.graph().plan().nodes[0].name, "first");
  EXPECT_OK(f.graph().start_run({{"a", make_packet<int>(3)}}));
  EXPECT_EQ(*f.graph().output_side_packet("c")->get_if<int>(), 3);
  EXPECT_OK(f.graph().wait_until_done());
  EXPECT_EQ(*f.graph().output_side_packet("c")->get_if<int>(), 3);  // still there
}

TEST(SidePacket, RequiredOnesMustBeGiven) {
  Fixture f(R"(node { name: "n" calculator: "IntNode" input_side_packet: "a" })");
  const Status status = f.graph().start_run();
  EXPECT_THAT(status.message(), HasSubstr("Side packet \"a\" is required but was not provided."));
  EXPECT_THAT(status.message(), HasSubstr("node \"n\""));
  EXPECT_OK(f.graph().start_run({{"a", make_packet<int>(1)}}));  // the mistake is not remembered
  EXPECT_OK(f.graph().wait_until_done());
}

TEST(SidePacket, AnOptionalOneThatIsNotGivenIsNoPort) {
  Fixture f(R"(node { name: "n" calculator: "Node" input_side_packet: "S:a" })");
  std::vector<PortId> ports;
  f.hooks().open["n"] = [&](CalculatorContext& c) { return ports.push_back(c.side_input("S")), ok_status(); };
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.graph().wait_until_done());
  EXPECT_OK(f.graph().start_run({{"a", make_packet<int>(1)}}));
  EXPECT_OK(f.graph().wait_until_done());
  EXPECT_THAT(ports, ElementsAre(kNoPort, 0));
}

TEST(SidePacket, GivenTwiceOrProducedInsideIsAnError) {
  const std::string graph = R"(node { calculator: "Node" input_side_packet: "a" output_side_packet: "b" })";
  Fixture f(graph, {{"a", make_packet<int>(1)}});
  EXPECT_EQ(f.graph().start_run({{"a", make_packet<int>(1)}}).code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(f.graph().start_run({{"b", make_packet<int>(1)}}).code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(Fixture(graph, {{"b", make_packet<int>(1)}}).status().code(), StatusCode::kAlreadyExists);
}

TEST(SidePacket, UnknownEmptyOrOfAnotherTypeIsAnError) {
  Fixture f(R"(input_side_packet: "declared" node { calculator: "IntNode" input_side_packet: "value" })");
  EXPECT_THAT(f.graph().start_run({{"vale", make_packet<int>(1)}}).message(), HasSubstr("did you mean value?"));
  EXPECT_THAT(f.graph().start_run({{"value", Packet()}}).message(), HasSubstr("empty"));
  EXPECT_THAT(f.graph().start_run({{"value", make_packet<float>(1.f)}}).message(), HasSubstr("holds float"));
  EXPECT_OK(f.graph().start_run({{"value", make_packet<int>(1)}, {"declared", make_packet<int>(1)}}));
  EXPECT_OK(f.graph().wait_until_done());
}

TEST(SidePacket, AnOutputIsSetOnceTypedAndWithoutTimestamp) {
  auto run = [](const Hook& open) {
    Fixture f(R"(node { name: "n" calculator: "IntNode" output_side_packet: "b" })");
    f.hooks().open["n"] = open;
    Status status = f.graph().start_run();
    if (status.ok()) status = f.graph().wait_until_done();
    return status;
  };
  EXPECT_OK(run([](CalculatorContext& c) { return c.set_side_output(0, make_packet<int>(1)), ok_status(); }));
  EXPECT_EQ(run([](CalculatorContext& c) {
              c.set_side_output(0, make_packet<int>(1));
              c.set_side_output(0, make_packet<int>(1));
              return ok_status();
            }).code(),
            StatusCode::kAlreadyExists);
  EXPECT_THAT(run([](CalculatorContext& c) { return c.set_side_output(0, Packet()), ok_status(); }).message(),
              HasSubstr("empty"));
  EXPECT_THAT(
      run([](CalculatorContext& c) { return c.set_side_output(0, make_packet<float>(1.f)), ok_status(); }).message(),
      HasSubstr("should hold int"));
  EXPECT_THAT(run([](CalculatorContext& c) {
                return c.set_side_output(0, make_packet<int>(1).at(Timestamp(1))), ok_status();
              }).message(),
              HasSubstr("timestamp"));
}

TEST(SidePacket, ANodeWaitsWithItsPacketsForASidePacketMadeInProcess) {
  Fixture f(R"(
    input_stream: "in"
    node { name: "maker" calculator: "Node" input_stream: "in" output_side_packet: "made" }
    node { name: "user" calculator: "Node" input_stream: "in" input_side_packet: "made" output_stream: "out" })");
  f.hooks().open["maker"] = [](CalculatorContext&) { return ok_status(); };
  f.hooks().process["maker"] = [](CalculatorContext& c) {
    if (c.timestamp() == Timestamp(20)) c.set_side_output(0, make_packet<int>(1));
    return ok_status();
  };
  f.watch("out");
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 10));
  EXPECT_TRUE(f.seen("out").empty());
  EXPECT_EQ(f.graph().output_side_packet("made").error().code(), StatusCode::kUnavailable);
  EXPECT_OK(f.add("in", 2, 20));
  EXPECT_THAT(f.seen("out"), ElementsAre("10=1", "20=2"));
  EXPECT_OK(f.finish());
}

TEST(SidePacket, ANodeThatNeverOpenedIsAnError) {
  Fixture f(R"(
    input_stream: "in"
    node { name: "maker" calculator: "Node" input_stream: "in" output_side_packet: "made" }
    node { name: "user" calculator: "Node" input_stream: "in" input_side_packet: "made" })");
  f.hooks().open["maker"] = [](CalculatorContext&) { return ok_status(); };
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 10));
  const Status status = f.finish();
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(status.message(), HasSubstr("node \"user\""));
  EXPECT_THAT(status.message(), HasSubstr("\"made\""));
}

TEST(SidePacket, UnknownNamesAreNotFound) {
  Fixture f(R"(node { calculator: "Node" })");
  EXPECT_EQ(f.graph().output_side_packet("nope").error().code(), StatusCode::kNotFound);
}

TEST(SidePacket, ANodeWithoutStreamsIsNotOpenedAgainWhileItsInputsStay) {
  Fixture f(R"(
    node { name: "load" calculator: "Node" input_side_packet: "path" output_side_packet: "model" }
    node { name: "use" calculator: "Node" input_side_packet: "model" output_side_packet: "result" })");
  int loads = 0;
  f.hooks().open["load"] = [&](CalculatorContext& c) {
    ++loads;
    return c.set_side_output(0, make_packet<int>(*c.get_side<int>(0) * 10)), ok_status();
  };
  auto run = [&](const Packet& path) {
    EXPECT_OK(f.graph().start_run({{"path", path}}));
    EXPECT_OK(f.graph().wait_until_done());
    return *f.graph().output_side_packet("result")->get_if<int>();
  };
  const Packet one = make_packet<int>(1);
  EXPECT_EQ(run(one), 10);
  EXPECT_EQ(run(one), 10);
  EXPECT_EQ(loads, 1);
  EXPECT_EQ(run(make_packet<int>(2)), 20);
  EXPECT_EQ(loads, 2);
}

}  // namespace
}  // namespace saccade::test
