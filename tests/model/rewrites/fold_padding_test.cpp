#include "model/rewrite.h"
#include "same_outputs.h"

namespace saccade {
namespace {

using testing::ElementsAre;

const PadParams kOneAround{.before = {0, 1, 1, 0}, .after = {0, 1, 1, 0}};

TEST(FoldPadding, MovesThePadIntoTheConvolutionAndDropsRowsThatNoWindowReaches) {
  ModelBuilder b;
  const TensorId x = b.input({1, 8, 8, 3});
  const TensorId padded = b.op(OpKind::kPad, {x}, {1, 10, 10, 3}, kOneAround);
  const TensorId y = b.conv(padded, {1, 4, 4, 5}, {.kernel_h = 3, .kernel_w = 3, .stride_h = 2, .stride_w = 2});
  const Model before = b.build({y});
  Model after = before;

  fold_padding(after);

  EXPECT_THAT(kinds(after), ElementsAre(OpKind::kConv2d));
  EXPECT_EQ(std::get<Conv2dParams>(after.ops[0].params).padding, (Padding{1, 0, 1, 0}));
  expect_same_outputs(before, after);
}

TEST(FoldPadding, AddsToThePaddingThatIsThere) {
  ModelBuilder b;
  const TensorId x = b.input({1, 7, 5, 4});
  const TensorId padded = b.op(OpKind::kPad, {x}, {1, 9, 7, 4}, kOneAround);
  const TensorId y = b.depthwise(padded, {1, 9, 7, 4}, {.kernel_h = 3, .kernel_w = 3, .padding = {1, 1, 1, 1}});
  const Model before = b.build({y});
  Model after = before;

  fold_padding(after);

  EXPECT_THAT(kinds(after), ElementsAre(OpKind::kDepthwiseConv2d));
  EXPECT_EQ(std::get<DepthwiseConv2dParams>(after.ops[0].params).padding, (Padding{2, 2, 2, 2}));
  expect_same_outputs(before, after);
}

TEST(FoldPadding, ServesSeveralConvolutions) {
  ModelBuilder b;
  const TensorId x = b.input({1, 6, 6, 4});
  const TensorId padded = b.op(OpKind::kPad, {x}, {1, 8, 8, 4}, kOneAround);
  const TensorId y = b.depthwise(padded, {1, 6, 6, 4}, {.kernel_h = 3, .kernel_w = 3});
  const TensorId z = b.conv(padded, {1, 4, 4, 2}, {.kernel_h = 5, .kernel_w = 5});
  const Model before = b.build({y, z});
  Model after = before;

  fold_padding(after);

  EXPECT_THAT(kinds(after), ElementsAre(OpKind::kDepthwiseConv2d, OpKind::kConv2d));
  expect_same_outputs(before, after);
}

TEST(FoldPadding, KeepsAPadThatSomethingElseReads) {
  ModelBuilder b;
  const TensorId x = b.input({1, 6, 6, 4});
  const TensorId padded = b.op(OpKind::kPad, {x}, {1, 8, 8, 4}, kOneAround);
  const TensorId y = b.depthwise(padded, {1, 6, 6, 4}, {.kernel_h = 3, .kernel_w = 3});
  const TensorId z = b.op(OpKind::kRelu, {padded}, {1, 8, 8, 4});
  Model model = b.build({y, z});

  fold_padding(model);

  EXPECT_THAT(kinds(model), ElementsAre(OpKind::kPad, OpKind::kDepthwiseConv2d, OpKind::kRelu));
}

TEST(FoldPadding, KeepsPadsOfChannelsAndPadsThatAreOutputs) {
  ModelBuilder b;
  const TensorId x = b.input({1, 6, 6, 4});
  const PadParams channels{.before = {0, 0, 0, 0}, .after = {0, 0, 0, 2}};
  const TensorId wide = b.op(OpKind::kPad, {x}, {1, 6, 6, 6}, channels);
  const TensorId padded = b.op(OpKind::kPad, {wide}, {1, 8, 8, 6}, kOneAround);
  const TensorId y = b.conv(padded, {1, 8, 8, 2});
  Model model = b.build({y, padded});

  fold_padding(model);

  EXPECT_THAT(kinds(model), ElementsAre(OpKind::kPad, OpKind::kPad, OpKind::kConv2d));
}

}  // namespace
}  // namespace saccade
