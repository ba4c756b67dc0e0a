#include "model/rewrite.h"
#include "same_outputs.h"

namespace saccade {
namespace {

using testing::ElementsAre;

class FoldActivationsKind : public testing::TestWithParam<std::pair<OpKind, Activation>> {};

TEST_P(FoldActivationsKind, GoesIntoEveryOperatorThatCarriesOne) {
  const auto [kind, activation] = GetParam();
  ModelBuilder b;
  const TensorId x = b.input({1, 6, 6, 8});
  const TensorId conv = b.op(kind, {b.conv(x, {1, 6, 6, 8})}, {1, 6, 6, 8});
  const TensorId depthwise =
      b.op(kind, {b.depthwise(conv, {1, 4, 4, 8}, {.kernel_h = 3, .kernel_w = 3})}, {1, 4, 4, 8});
  const TensorId transposed = b.op(kind, {b.transpose_conv(depthwise, {1, 8, 8, 3}, {})}, {1, 8, 8, 3});
  const TensorId sum = b.op(kind, {b.add(x, x)}, {1, 6, 6, 8});
  const TensorId weights = b.constant({4, 192});
  const TensorId connected = b.op(
      kind, {b.op(OpKind::kFullyConnected, {transposed, weights, b.constant({4})}, {1, 4}, FullyConnectedParams{})},
      {1, 4});
  const Model before = b.build({connected, sum});
  Model after = before;

  fold_activations(after);

  EXPECT_EQ(after.ops.size(), 5u);
  EXPECT_EQ(std::get<Conv2dParams>(after.ops[0].params).epilogue.activation, activation);
  EXPECT_EQ(std::get<FullyConnectedParams>(after.ops[4].params).activation, activation);
  expect_same_outputs(before, after);
}

INSTANTIATE_TEST_SUITE_P(EachKind, FoldActivationsKind,
                         testing::Values(std::pair(OpKind::kRelu, Activation::kRelu),
                                         std::pair(OpKind::kRelu6, Activation::kRelu6),
                                         std::pair(OpKind::kHardSwish, Activation::kHardSwish),
                                         std::pair(OpKind::kLogistic, Activation::kLogistic)));

TEST(FoldActivations, GivesAPreluItsSlopes) {
  ModelBuilder b;
  const TensorId x = b.input({1, 6, 6, 8});
  const TensorId y = b.prelu(b.conv(x, {1, 6, 6, 5}));
  const TensorId z = b.prelu(b.depthwise(y, {1, 4, 4, 5}, {.kernel_h = 3, .kernel_w = 3}));
  const Model before = b.build({z});
  Model after = before;

  fold_activations(after);

  EXPECT_THAT(kinds(after), ElementsAre(OpKind::kConv2d, OpKind::kDepthwiseConv2d));
  expect_same_outputs(before, after);
}

TEST(FoldActivations, RepeatsAPrelusOnlySlope) {
  ModelBuilder b;
  const TensorId x = b.input({1, 6, 6, 8});
  const TensorId y = b.op(OpKind::kPrelu, {b.conv(x, {1, 6, 6, 5}), b.constant({1, 1, 1})}, {1, 6, 6, 5});
  const TensorId z = b.op(OpKind::kPrelu, {b.conv(y, {1, 6, 6, 1}), b.constant({})}, {1, 6, 6, 1});
  const Model before = b.build({z});
  Model after = before;

  fold_activations(after);

  EXPECT_THAT(kinds(after), ElementsAre(OpKind::kConv2d, OpKind::kConv2d));
  expect_same_outputs(before, after);
}

TEST(FoldActivations, KeepsAPreluWhoseSlopeVariesByPixel) {
  ModelBuilder b;
  const TensorId x = b.input({1, 6, 6, 8});
  const TensorId y = b.op(OpKind::kPrelu, {b.conv(x, {1, 6, 6, 6}), b.constant({6, 1, 1})}, {1, 6, 6, 6});
  Model model = b.build({y});

  fold_activations(model);

  EXPECT_THAT(kinds(model), ElementsAre(OpKind::kConv2d, OpKind::kPrelu));
}

TEST(FoldActivations, KeepsTheSecondOfTwo) {
  ModelBuilder b;
  const TensorId x = b.input({1, 6, 6, 8});
  const TensorId y = b.op(OpKind::kRelu, {b.conv(x, {1, 6, 6, 6})}, {1, 6, 6, 6});
  const TensorId z = b.op(OpKind::kLogistic, {y}, {1, 6, 6, 6});
  const Model before = b.build({z});
  Model after = before;

  fold_activations(after);

  EXPECT_THAT(kinds(after), ElementsAre(OpKind::kConv2d, OpKind::kLogistic));
  expect_same_outputs(before, after);
}

TEST(FoldActivations, KeepsOneWhoseInputIsReadElsewhere) {
  ModelBuilder b;
  const TensorId x = b.input({1, 6, 6, 8});
  const TensorId y = b.conv(x, {1, 6, 6, 6});
  const TensorId z = b.op(OpKind::kRelu, {y}, {1, 6, 6, 6});
  Model model = b.build({z, y});

  fold_activations(model);

  EXPECT_THAT(kinds(model), ElementsAre(OpKind::kConv2d, OpKind::kRelu));
}

}  // namespace
}  // namespace saccade
