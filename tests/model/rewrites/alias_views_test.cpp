#include "model/rewrite.h"
#include "same_outputs.h"

namespace saccade {
namespace {

using testing::ElementsAre;

ConcatenationParams along(int axis) { return {.axis = axis}; }

TEST(AliasViews, WritesHeadsInPlace) {
  ModelBuilder b;
  const TensorId x = b.input({1, 4, 4, 8});
  const TensorId large = b.op(OpKind::kReshape, {b.conv(x, {1, 4, 4, 6})}, {1, 32, 3});
  const TensorId small = b.op(OpKind::kReshape, {b.conv(x, {1, 2, 2, 9}, {.stride_h = 2, .stride_w = 2})}, {1, 12, 3});
  const TensorId joined = b.op(OpKind::kConcatenation, {large, small}, {1, 44, 3}, along(1));
  const TensorId flat = b.op(OpKind::kReshape, {joined}, {1, 132});
  const Model before = b.build({flat, small});
  Model after = before;

  alias_views(after);

  EXPECT_THAT(kinds(after), ElementsAre(OpKind::kConv2d, OpKind::kConv2d));
  EXPECT_EQ(after.tensor(after.ops[1].outputs[0]).view->base, joined);
  EXPECT_EQ(after.tensor(after.ops[1].outputs[0]).view->element_offset, 96u);
  expect_same_outputs(before, after);
}

TEST(AliasViews, JoinsConcatenationsOfConcatenations) {
  ModelBuilder b;
  const TensorId x = b.input({1, 2, 2, 4});
  const TensorId inner =
      b.op(OpKind::kConcatenation, {b.conv(x, {1, 2, 2, 4}), b.conv(x, {1, 2, 2, 4})}, {1, 4, 2, 4}, along(1));
  const TensorId outer = b.op(OpKind::kConcatenation, {b.conv(x, {1, 2, 2, 4}), inner}, {1, 6, 2, 4}, along(1));
  const Model before = b.build({outer});
  Model after = before;

  alias_views(after);

  EXPECT_THAT(kinds(after), ElementsAre(OpKind::kConv2d, OpKind::kConv2d, OpKind::kConv2d));
  expect_same_outputs(before, after);
}

TEST(AliasViews, SeesThroughASliceOfEverything) {
  ModelBuilder b;
  const TensorId x = b.input({1, 1, 1, 6});
  const StridedSliceParams all{.begin = {0, 0, 0, 0}, .stride = {1, 1, 1, 1}};
  const TensorId y = b.op(OpKind::kStridedSlice, {b.conv(x, {1, 1, 1, 6})}, {1, 1, 1, 6}, all);
  const TensorId z = b.op(OpKind::kStridedSlice, {y}, {1, 1, 1, 3}, all);
  const Model before = b.build({z});
  Model after = before;

  alias_views(after);

  EXPECT_THAT(kinds(after), ElementsAre(OpKind::kConv2d, OpKind::kStridedSlice));
  expect_same_outputs(before, after);
}

TEST(AliasViews, KeepsAConcatenationOfChannels) {
  ModelBuilder b;
  const TensorId x = b.input({1, 2, 2, 4});
  Model model = b.build(
      {b.op(OpKind::kConcatenation, {b.conv(x, {1, 2, 2, 4}), b.conv(x, {1, 2, 2, 4})}, {1, 2, 2, 8}, along(3))});

  alias_views(model);

  EXPECT_EQ(model.ops.size(), 3u);
}

TEST(AliasViews, KeepsPartsThatCannotMove) {
  ModelBuilder b;
  const TensorId x = b.input({1, 2, 2, 4});
  const TensorId y = b.conv(x, {1, 2, 2, 4});
  const TensorId twice = b.op(OpKind::kConcatenation, {y, y}, {1, 4, 2, 4}, along(1));
  const TensorId with_input = b.op(OpKind::kConcatenation, {x, b.conv(x, {1, 2, 2, 4})}, {1, 4, 2, 4}, along(1));
  const TensorId elsewhere = b.op(OpKind::kConcatenation, {y, b.conv(x, {1, 2, 2, 4})}, {1, 4, 2, 4}, along(1));
  const TensorId again = b.op(OpKind::kConcatenation, {y, b.conv(x, {1, 2, 2, 4})}, {1, 4, 2, 4}, along(1));
  const Model before = b.build({twice, with_input, elsewhere, again});
  Model after = before;

  alias_views(after);

  // y lives in the first of the two that could hold it.
  const std::vector<OpKind> left = kinds(after);
  EXPECT_EQ(std::count(left.begin(), left.end(), OpKind::kConcatenation), 3);
  expect_same_outputs(before, after);
}

}  // namespace
}  // namespace saccade
