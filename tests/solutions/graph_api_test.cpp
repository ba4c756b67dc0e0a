// include/saccade/graph.h
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "saccade/graph.h"

namespace saccade {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kGraph[] = R"(
input_stream: "in"
input_side_packet: "count"
output_stream: "OUT:clipped"
node {
  calculator: "ClipNormalizedRectVectorSizeCalculator"
  input_stream: "in"
  input_side_packet: "count"
  output_stream: "clipped"
}
)";

class GraphApi : public testing::Test {
 protected:
  void SetUp() override { write(kGraph); }
  void TearDown() override { std::filesystem::remove(path_); }
  void write(const std::string& text) { std::ofstream(path_) << text; }

  const std::string path_ = testing::TempDir() + "saccade_graph_api_" +
                            testing::UnitTest::GetInstance()->current_test_info()->name() + ".pbtxt";
};

TEST_F(GraphApi, KnowsCalculatorsAndSubgraphsByName) {
  const auto calculators = known_calculators();
  EXPECT_TRUE(std::is_sorted(calculators.begin(), calculators.end(),
                             [](const auto& a, const auto& b) { return a.name < b.name; }));
  EXPECT_TRUE(std::any_of(calculators.begin(), calculators.end(), [](const auto& info) {
    return info.name == "ImageToTensorCalculator" && !info.summary.empty();
  }));
  EXPECT_THAT(known_subgraphs(),
              testing::IsSupersetOf({"FaceLandmarkFrontCpu", "FaceLandmarkFrontGpu", "FaceDetection"}));
}

TEST_F(GraphApi, ShowsEachNodeWithItsPortsAndTypes) {
  const std::string text = *show_graph(path_);
  EXPECT_THAT(text, HasSubstr("ClipNormalizedRectVectorSizeCalculator"));
  EXPECT_THAT(text, HasSubstr("in in<std::vector<saccade::NormalizedRect"));
  EXPECT_THAT(text, HasSubstr("side in count<int>"));
}

TEST_F(GraphApi, DrawsGraphviz) {
  const std::string text = *dot_graph(path_);
  EXPECT_THAT(text, testing::StartsWith("digraph"));
  EXPECT_THAT(text, HasSubstr("\"in\" -> \"ClipNormalizedRectVectorSizeCalculator\""));
}

TEST_F(GraphApi, SaysWhereAGraphIsWrong) {
  EXPECT_TRUE(check_graph(path_).ok());
  write("input_stream: \"in\"\nnode {\n  calculator: \"NoSuchCalculator\"\n  input_stream: \"in\"\n}\n");
  EXPECT_THAT(check_graph(path_).message(), testing::AllOf(HasSubstr("NoSuchCalculator"), HasSubstr(path_ + ":2")));
  write("node {");
  EXPECT_FALSE(check_graph(path_).ok());
  EXPECT_EQ(check_graph("/no/such/graph.pbtxt").code(), StatusCode::kNotFound);
}

TEST_F(GraphApi, RunsWithValuesInAndOut) {
  for (const int threads : {0, 2}) {
    GraphSetup setup;
    setup.threads = threads;
    setup.side_packets = {{"count", 1}};
    auto runner = *GraphRunner::open(path_, setup);
    EXPECT_THAT(runner.input_streams(), ElementsAre("in"));
    EXPECT_THAT(runner.output_streams(), ElementsAre("clipped"));
    std::vector<std::pair<int64_t, size_t>> seen;
    ASSERT_TRUE(runner
                    .observe("clipped",
                             [&](const Value& value, int64_t at) {
                               seen.emplace_back(at, std::get<std::vector<NormalizedRect>>(value).size());
                             })
                    .ok());
    ASSERT_TRUE(runner.start().ok());
    ASSERT_TRUE(runner.add("in", std::vector<NormalizedRect>(3), 5).ok());
    ASSERT_TRUE(runner.add("in", std::vector<NormalizedRect>(), 6).ok());
    ASSERT_TRUE(runner.wait_until_idle().ok());
    ASSERT_TRUE(runner.finish().ok());
    EXPECT_THAT(seen, ElementsAre(testing::Pair(5, 1u), testing::Pair(6, 0u)));
    EXPECT_EQ(runner.placement().size(), 1u);
  }
}

TEST_F(GraphApi, RefusesWrongStreamsTypesAndNumbers) {
  GraphSetup setup;
  setup.side_packets = {{"count", 1}};
  auto runner = *GraphRunner::open(path_, setup);
  EXPECT_FALSE(runner.observe("no_such_stream", [](const Value&, int64_t) {}).ok());
  ASSERT_TRUE(runner.start().ok());
  EXPECT_FALSE(runner.add("no_such_stream", 1, 0).ok());
  EXPECT_FALSE(runner.add("in", std::string("text"), 0).ok());
  EXPECT_FALSE(runner.add("in", std::monostate(), 0).ok());
  setup.threads = -1;
  EXPECT_EQ(GraphRunner::open(path_, setup).error().code(), StatusCode::kInvalidArgument);
  setup = {};
  setup.side_packets = {{"count", std::string("two")}};
  EXPECT_FALSE(GraphRunner::open(path_, setup).ok());
}

}  // namespace
}  // namespace saccade
