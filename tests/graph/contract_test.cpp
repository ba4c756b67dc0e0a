// Contracts and the types of streams.
#include <gmock/gmock.h>

#include <array>
#include <typeindex>

#include "graph/fake_nodes.h"

namespace saccade::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Passive : Calculator {
  Status process(CalculatorContext&) override { return ok_status(); }
};

struct Typed final : Passive {
  static Status contract(CalculatorContract& c) {
    c.input<int>("IN");
    c.optional_input<float>("EXTRA");
    c.output<std::string>("OUT");
    return ok_status();
  }
};
struct OneOf final : Passive {
  static Status contract(CalculatorContract& c) {
    c.input_one_of<int, float>("IN");
    c.output_same_as("OUT", 0, "IN", 0);
    return ok_status();
  }
};
struct Maker final : Passive {
  static Status contract(CalculatorContract& c) {
    c.output_any("OUT");
    return ok_status();
  }
};
struct Service1 {};
struct NeedsService final : Passive {
  static Status contract(CalculatorContract& c) {
    c.use_service<Service1>();
    return ok_status();
  }
};
struct Refuses final : Passive {
  static Status contract(CalculatorContract&) { return invalid_argument("these options make no sense"); }
};
struct Throws final : Passive {
  static Status contract(CalculatorContract&) { throw std::runtime_error("thrown"); }
};
struct NegativeIndex final : Passive {
  static Status contract(CalculatorContract& c) {
    for (int i = 0; i < c.input_count("IN"); ++i) c.input<int>("IN", i);
    c.output<int>("OUT", c.output_count("OUT") - 1);
    return ok_status();
  }
};

GraphRegistry typed_registry() {
  GraphRegistry nodes(&registry());
  nodes.add_calculators(
      std::array{calculator_entry<Typed>("Typed", "test"), calculator_entry<OneOf>("OneOf", "test"),
                 calculator_entry<Maker>("Maker", "test"), calculator_entry<NeedsService>("NeedsService", "test"),
                 calculator_entry<Refuses>("Refuses", "test"), calculator_entry<Throws>("Throws", "test"),
                 calculator_entry<NegativeIndex>("NegativeIndex", "test")});
  return nodes;
}

Status status_of(const std::string& text) {
  const GraphRegistry nodes = typed_registry();
  return Fixture(text, {}, {}, nodes).status();
}

TypeSet type_of(const std::string& text, const std::string& stream) {
  const GraphRegistry nodes = typed_registry();
  Fixture f(text, {}, {}, nodes);
  EXPECT_OK(f.status());
  if (!f.status().ok()) return {};
  const GraphPlan& plan = f.graph().plan();
  return plan.streams[plan.stream_index(stream)].types;
}

TEST(Contract, ARequiredPortThatIsNotConnectedIsAnError) {
  const Status status = status_of(R"(input_stream: "in"
    node { name: "n" calculator: "Typed" input_stream: "IN:in" })");
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(status.message(), HasSubstr("Typed needs the output stream \"OUT\""));
  EXPECT_THAT(status.message(), HasSubstr("node \"n\" (test.pbtxt:2:5)"));
}

TEST(Contract, AnOptionalPortMayBeLeftOut) {
  EXPECT_OK(
      status_of(R"(input_stream: "in" node { calculator: "Typed" input_stream: "IN:in" output_stream: "OUT:o" })"));
}

TEST(Contract, AConnectedPortThatIsNotDeclaredIsAnError) {
  const Status status = status_of(R"(input_stream: "in"
    node { calculator: "Typed" input_stream: "IN:in" input_stream: "OTHER:in" output_stream: "OUT:o" })");
  EXPECT_THAT(status.message(), HasSubstr("\"OTHER:0:in\" was not expected"));
}

TEST(Contract, ItsOwnErrorIsPassedOnWithTheNode) {
  EXPECT_THAT(status_of(R"(node { calculator: "Refuses" })").message(),
              HasSubstr("node \"Refuses\" (test.pbtxt:1:1): these options make no sense"));
  EXPECT_THAT(status_of(R"(node { calculator: "Throws" })").message(), HasSubstr("thrown"));
}

TEST(Contract, AskingForOddIndexesIsAnErrorNotACrash) {
  EXPECT_THAT(status_of(R"(input_stream: "in" node { calculator: "NegativeIndex" input_stream: "IN:in" })").message(),
              HasSubstr("output stream \"OUT\""));
}

TEST(Contract, AGraphInputHasTheTypeThatItsConsumersNeed) {
  const std::string graph = R"(input_stream: "in"
    node { calculator: "PassThroughCalculator" input_stream: "in" output_stream: "mid" }
    node { calculator: "Typed" input_stream: "IN:mid" output_stream: "OUT:out" })";
  EXPECT_THAT(type_of(graph, "in"), ElementsAre(std::type_index(typeid(int))));
  EXPECT_THAT(type_of(graph, "out"), ElementsAre(std::type_index(typeid(std::string))));
}

TEST(Contract, OneOfNarrowsToTheOtherEndThroughSameAs) {
  const std::string graph = R"(input_stream: "in"
    node { calculator: "OneOf" input_stream: "IN:in" output_stream: "OUT:mid" }
    node { calculator: "Typed" input_stream: "IN:mid" output_stream: "OUT:out" })";
  EXPECT_THAT(type_of(graph, "in"), ElementsAre(std::type_index(typeid(int))));
  EXPECT_EQ(type_of(R"(input_stream: "in" node { calculator: "OneOf" input_stream: "IN:in" output_stream: "OUT:mid" })",
                    "mid")
                .size(),
            2u);
}

TEST(Contract, AnyEndsTakeTheTypeOfTheOther) {
  EXPECT_THAT(type_of(R"(node { calculator: "Maker" output_stream: "OUT:x" }
    node { calculator: "Typed" input_stream: "IN:x" output_stream: "OUT:out" })",
                      "x"),
              ElementsAre(std::type_index(typeid(int))));
}

TEST(Contract, TypesThatDoNotMatchNameTheStreamBothEndsAndBothTypes) {
  const Status status = status_of(R"(input_stream: "in"
    node { name: "a" calculator: "Typed" input_stream: "IN:in" output_stream: "OUT:x" }
    node { name: "b" calculator: "Typed" input_stream: "IN:x" output_stream: "OUT:y" })");
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  for (const char* part : {"stream \"x\"", "node \"a\"", "node \"b\"", "string", "needs int"}) {
    EXPECT_THAT(status.message(), HasSubstr(part));
  }
  EXPECT_THAT(status_of(R"(input_stream: "in"
    node { calculator: "Typed" input_stream: "IN:in" output_stream: "OUT:x" }
    node { calculator: "OneOf" input_stream: "IN:x" output_stream: "OUT:y" })")
                  .message(),
              HasSubstr("int or float"));
}

TEST(Contract, TypesThatDoNotMatchThroughAPassThroughAreFound) {
  EXPECT_THAT(status_of(R"(input_stream: "in"
    node { calculator: "Typed" input_stream: "IN:in" output_stream: "OUT:x" }
    node { calculator: "PassThroughCalculator" input_stream: "x" output_stream: "y" }
    node { calculator: "Typed" input_stream: "IN:y" output_stream: "OUT:z" })")
                  .message(),
              HasSubstr("do not match"));
}

TEST(Contract, PacketsAreCheckedAtTheBorderAndAtNodes) {
  Fixture f(R"(input_stream: "in" node { name: "n" calculator: "IntNode" input_stream: "in" output_stream: "out" })");
  EXPECT_OK(f.graph().start_run());
  const Status wrong = f.graph().add_packet("in", make_packet<std::string>("x").at(Timestamp(1)));
  EXPECT_EQ(wrong.code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(wrong.message(), HasSubstr("carries int"));
  f.hooks().process["n"] = [](CalculatorContext& c) {
    return c.out(0, make_packet<float>(1.f).at(c.timestamp())), ok_status();
  };
  EXPECT_OK(f.add("in", 1, 2));
  const Status status = f.finish();
  EXPECT_THAT(status.message(), HasSubstr("node \"n\""));
  EXPECT_THAT(status.message(), HasSubstr("stream \"out\": the packet holds float"));
}

TEST(Contract, AServiceThatIsNotThereIsAnError) {
  const GraphRegistry nodes = typed_registry();
  const std::string text = R"(node { name: "n" calculator: "NeedsService" })";
  Services services;
  EXPECT_THAT(Graph::create(config(text), nodes, services).error().message(), HasSubstr("required by node \"n\""));
  services.set(std::make_shared<Service1>());
  EXPECT_TRUE(Graph::create(config(text), nodes, services).ok());
}

TEST(Contract, PassThroughNeedsMatchingPorts) {
  EXPECT_THAT(status_of(R"(input_stream: "in"
    node { calculator: "PassThroughCalculator" input_stream: "in" output_stream: "OUT:out" })")
                  .message(),
              HasSubstr("must use matching tags and indexes"));
}

}  // namespace
}  // namespace saccade::test
