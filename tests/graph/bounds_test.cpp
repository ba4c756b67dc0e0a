// Streams, bounds and what a call settles on its outputs.
#include <gmock/gmock.h>

#include "graph/fake_nodes.h"

namespace saccade::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

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
  Fixture f(R"(input_stream: "in" node { calculator: "PassThroughCalculator" input_stream: "in" output_stream: "out" })");
  EXPECT_OK(f.graph().start_run());
  EXPECT_OK(f.add("in", 1, 0));
  const Status status = f.add("in", 2, 0);
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(status.message(), HasSubstr("Current minimum expected timestamp is 1 but received 0"));
  EXPECT_OK(f.add("in", 3, 1));  // the graph goes on
  EXPECT_OK(f.finish());
}

}  // namespace
}  // namespace saccade::test
