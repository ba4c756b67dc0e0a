// Loops, SplitVector, ConcatenateVector, ClipVectorSize, CollectionHasMinSize, AssociationNormRect.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "graph_tester.h"
#include "saccade/types.h"

namespace saccade {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

using Rects = std::vector<NormalizedRect>;

NormalizedRect rect_at(float x) { return {.x_center = x, .y_center = 0.5f, .width = 0.1f, .height = 0.1f}; }

std::vector<float> centers(const Rects& rects) {
  std::vector<float> result;
  for (const NormalizedRect& rect : rects) result.push_back(rect.x_center);
  return result;
}

constexpr char kLoop[] = R"(
  input_stream: "rects" input_stream: "clone"
  output_stream: "item" output_stream: "item_clone" output_stream: "end" output_stream: "gathered"
  node {
    calculator: "BeginLoopNormalizedRectCalculator"
    input_stream: "ITERABLE:rects" input_stream: "CLONE:clone"
    output_stream: "ITEM:item" output_stream: "CLONE:item_clone" output_stream: "BATCH_END:end"
  }
  node {
    calculator: "EndLoopNormalizedRectCalculator"
    input_stream: "ITEM:item" input_stream: "BATCH_END:end" output_stream: "ITERABLE:gathered"
  })";

TEST(Loop, SendsItemsAtTimesOfItsOwnAndGathersThemAtTheOldOne) {
  GraphTester graph(kLoop);
  ASSERT_TRUE(graph.status().ok()) << graph.status().to_string();
  ASSERT_TRUE(graph.add<Rects>("rects", 1000, {rect_at(0.1f), rect_at(0.2f)}).ok());
  ASSERT_TRUE(graph.add<int>("clone", 1000, 7).ok());
  ASSERT_TRUE(graph.add<Rects>("rects", 2000, {rect_at(0.3f)}).ok());
  ASSERT_TRUE(graph.settle("clone", 2000).ok());
  ASSERT_EQ(graph.out("item").size(), 3u);
  EXPECT_EQ(graph.out("item")[2].timestamp(), Timestamp(2));
  EXPECT_THAT(graph.values<int>("item_clone"), ElementsAre(Pair(0, 7), Pair(1, 7)));
  ASSERT_EQ(graph.out("gathered").size(), 2u);
  EXPECT_EQ(graph.out("gathered")[0].timestamp(), Timestamp(1000));
  EXPECT_THAT(centers(**graph.out("gathered")[0].get<Rects>()), ElementsAre(0.1f, 0.2f));
  EXPECT_EQ(graph.out("gathered")[1].timestamp(), Timestamp(2000));
  EXPECT_TRUE(graph.finish().ok());
}

TEST(Loop, OverNothingSettlesItsTimestamp) {
  GraphTester graph(kLoop);
  ASSERT_TRUE(graph.add<Rects>("rects", 1000, {}).ok());
  ASSERT_TRUE(graph.settle("clone", 1000).ok());
  EXPECT_THAT(graph.out("item"), IsEmpty());
  EXPECT_THAT(graph.out("gathered"), IsEmpty());
  EXPECT_EQ(graph.settled("gathered"), 1000);
  // Likewise when the vector itself is missing.
  ASSERT_TRUE(graph.settle("rects", 3000).ok());
  ASSERT_TRUE(graph.settle("clone", 3000).ok());
  EXPECT_EQ(graph.settled("gathered"), 3000);
  EXPECT_EQ(graph.out("end").size(), 2u);
}

std::string split(const std::string& outputs, const std::string& options) {
  return R"(input_stream: "in" output_stream: "a" output_stream: "b"
            node { calculator: "SplitNormalizedRectVectorCalculator" input_stream: "in" )" +
         outputs + "options { [mediapipe.SplitVectorCalculatorOptions.ext] { " + options + "} } }";
}
constexpr char kTwoOutputs[] = R"(output_stream: "a" output_stream: "b" )";

TEST(SplitVectorCalculator, GivesRangesElementsOrTheirUnion) {
  const Rects input = {rect_at(0), rect_at(1), rect_at(2), rect_at(3)};
  GraphTester ranges(split(kTwoOutputs, "ranges { begin: 0 end: 1 } ranges { begin: 1 end: 3 }"));
  ASSERT_TRUE(ranges.status().ok()) << ranges.status().to_string();
  ASSERT_TRUE(ranges.add<Rects>("in", 0, input).ok());
  EXPECT_THAT(centers(**ranges.out("a")[0].get<Rects>()), ElementsAre(0));
  EXPECT_THAT(centers(**ranges.out("b")[0].get<Rects>()), ElementsAre(1, 2));

  GraphTester elements(split(kTwoOutputs, "ranges { begin: 3 end: 4 } ranges { begin: 1 end: 2 } element_only: true"));
  ASSERT_TRUE(elements.add<Rects>("in", 0, input).ok());
  EXPECT_FLOAT_EQ((*elements.out("a")[0].get<NormalizedRect>())->x_center, 3);

  GraphTester combined(R"(
    input_stream: "in" output_stream: "a"
    node {
      calculator: "SplitNormalizedRectVectorCalculator" input_stream: "in" output_stream: "a"
      options { [mediapipe.SplitVectorCalculatorOptions.ext] {
        ranges { begin: 2 end: 4 } ranges { begin: 0 end: 1 } combine_outputs: true } }
    })");
  ASSERT_TRUE(combined.add<Rects>("in", 0, input).ok());
  EXPECT_THAT(centers(**combined.out("a")[0].get<Rects>()), ElementsAre(2, 3, 0));
}

TEST(SplitVectorCalculator, RefusesRangesThatDoNotFit) {
  for (const char* options : {"", "ranges { begin: 0 end: 1 }", "ranges { begin: 1 end: 1 } ranges { begin: 0 end: 1 }",
                              "ranges { begin: -1 end: 1 } ranges { begin: 0 end: 1 }",
                              "ranges { begin: 0 end: 2 } ranges { begin: 0 end: 1 } element_only: true"}) {
    EXPECT_EQ(GraphTester(split(kTwoOutputs, options)).status().code(), StatusCode::kInvalidArgument) << options;
  }
  GraphTester graph(split(kTwoOutputs, "ranges { begin: 0 end: 1 } ranges { begin: 1 end: 3 }"));
  const Status status = graph.add<Rects>("in", 0, {rect_at(0)});
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  EXPECT_NE(status.message().find("1 elements; the ranges need 3"), std::string::npos) << status.message();
}

TEST(ConcatenateVectorCalculator, TakesElementsAndVectorsInOrder) {
  const std::string text = R"(
    input_stream: "a" input_stream: "b" output_stream: "out"
    node {
      calculator: "ConcatenateFloatVectorCalculator" input_stream: "a" input_stream: "b" output_stream: "out" OPTIONS
    })";
  const auto with = [&text](const std::string& options) {
    return std::string(text).replace(text.find("OPTIONS"), 7, options);
  };
  GraphTester any(with(""));
  ASSERT_TRUE(any.status().ok()) << any.status().to_string();
  ASSERT_TRUE(any.add<std::vector<float>>("a", 0, {1, 2}).ok());
  ASSERT_TRUE(any.add<float>("b", 0, 3).ok());
  ASSERT_TRUE(any.add<float>("b", 1, 4).ok());
  ASSERT_TRUE(any.settle("a", 1).ok());
  EXPECT_THAT(any.values<std::vector<float>>("out"),
              ElementsAre(Pair(0, ElementsAre(1, 2, 3)), Pair(1, ElementsAre(4))));
  GraphTester all(
      with("options { [mediapipe.ConcatenateVectorCalculatorOptions.ext] { only_emit_if_all_present: true } }"));
  ASSERT_TRUE(all.add<float>("b", 1, 4).ok());
  ASSERT_TRUE(all.settle("a", 1).ok());
  EXPECT_THAT(all.out("out"), IsEmpty());
}

TEST(ClipVectorSizeCalculator, KeepsTheFirstOnes) {
  const std::string text = R"(
    input_stream: "in" input_side_packet: "count" output_stream: "out"
    node {
      calculator: "ClipNormalizedRectVectorSizeCalculator" input_stream: "in" input_side_packet: "count"
      output_stream: "out"
    })";
  GraphTester graph(text, {{"count", make_packet<int>(2)}});
  ASSERT_TRUE(graph.add<Rects>("in", 0, {rect_at(0), rect_at(1), rect_at(2)}).ok());
  ASSERT_TRUE(graph.add<Rects>("in", 1, {rect_at(5)}).ok());
  EXPECT_THAT(centers(**graph.out("out")[0].get<Rects>()), ElementsAre(0, 1));
  EXPECT_THAT(centers(**graph.out("out")[1].get<Rects>()), ElementsAre(5));
  EXPECT_EQ(GraphTester(text, {{"count", make_packet<int>(0)}}).status().code(), StatusCode::kInvalidArgument);
}

TEST(CollectionHasMinSizeCalculator, CountsAgainstItsSidePacket) {
  GraphTester graph(R"(
    input_stream: "in" input_side_packet: "count" output_stream: "out"
    node {
      calculator: "NormalizedRectVectorHasMinSizeCalculator" input_stream: "ITERABLE:in" input_side_packet: "count"
      output_stream: "out"
    })",
                    {{"count", make_packet<int>(2)}});
  ASSERT_TRUE(graph.add<Rects>("in", 0, {rect_at(0)}).ok());
  ASSERT_TRUE(graph.add<Rects>("in", 1, {rect_at(0), rect_at(1)}).ok());
  EXPECT_THAT(graph.values<bool>("out"), ElementsAre(Pair(0, false), Pair(1, true)));
}

constexpr char kAssociation[] = R"(
  input_stream: "detected" input_stream: "tracked" input_stream: "prev" output_stream: "out"
  node {
    calculator: "AssociationNormRectCalculator"
    input_stream: "detected" input_stream: "tracked" input_stream: "PREV:prev" output_stream: "out"
    options { [mediapipe.AssociationCalculatorOptions.ext] { min_similarity_threshold: 0.5 } }
  })";

TEST(AssociationNormRectCalculator, LetsLaterStreamsWin) {
  GraphTester graph(kAssociation);
  ASSERT_TRUE(graph.status().ok()) << graph.status().to_string();
  NormalizedRect detected = rect_at(0.501f);
  ASSERT_TRUE(graph.add<Rects>("detected", 0, {detected, rect_at(0.9f)}).ok());
  ASSERT_TRUE(graph.add<Rects>("tracked", 0, {rect_at(0.5f), rect_at(0.1f)}).ok());
  ASSERT_TRUE(graph.settle("prev", 0).ok());
  EXPECT_THAT(centers(**graph.out("out")[0].get<Rects>()), ElementsAre(0.9f, 0.5f, 0.1f));
}

TEST(AssociationNormRectCalculator, TakesIdsFromThePast) {
  GraphTester graph(kAssociation);
  NormalizedRect old = rect_at(0.5f);
  old.rect_id = 42;
  ASSERT_TRUE(graph.add<Rects>("prev", 0, {old}).ok());
  ASSERT_TRUE(graph.add<Rects>("detected", 0, {rect_at(0.51f), rect_at(0.9f)}).ok());
  ASSERT_TRUE(graph.settle("tracked", 0).ok());
  const Rects& result = **graph.out("out")[0].get<Rects>();
  EXPECT_EQ(result[0].rect_id, 42);
  EXPECT_EQ(result[1].rect_id, 0);
}

}  // namespace
}  // namespace saccade
