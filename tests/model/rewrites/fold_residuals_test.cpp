#include "model/rewrite.h"
#include "same_outputs.h"

namespace saccade {
namespace {

using testing::ElementsAre;

const PadParams kFourChannels{.before = {0, 0, 0, 0}, .after = {0, 0, 0, 4}};

Epilogue epilogue(const Op& op) { return std::get<Conv2dParams>(op.params).epilogue; }

TEST(FoldResiduals, TakesAMapOfTheSameShapeAndTheAddsActivation) {
  ModelBuilder b;
  const TensorId x = b.input({1, 4, 4, 8});
  const TensorId y = b.add(x, b.conv(x, {1, 4, 4, 8}), Activation::kRelu6);
  const Model before = b.build({y});
  Model after = before;

  fold_residuals(after);

  EXPECT_THAT(kinds(after), ElementsAre(OpKind::kConv2d));
  EXPECT_EQ(epilogue(after.ops[0]).residual, Residual::kSame);
  EXPECT_EQ(epilogue(after.ops[0]).activation, Activation::kRelu6);
  expect_same_outputs(before, after);
}

TEST(FoldResiduals, AbsorbsAChannelPad) {
  ModelBuilder b;
  const TensorId x = b.input({1, 4, 4, 8});
  const TensorId wide = b.op(OpKind::kPad, {x}, {1, 4, 4, 12}, kFourChannels);
  const Model before = b.build({b.add(b.conv(x, {1, 4, 4, 12}), wide)});
  Model after = before;

  fold_residuals(after);

  EXPECT_THAT(kinds(after), ElementsAre(OpKind::kConv2d));
  EXPECT_EQ(after.tensor(after.ops[0].inputs[kConvResidual]).shape, (Shape{1, 4, 4, 8}));
  expect_same_outputs(before, after);
}

TEST(FoldResiduals, AbsorbsAPoolAndItsChannelPadFromBehindTheConvolution) {
  ModelBuilder b;
  const TensorId x = b.input({1, 8, 8, 8});
  const TensorId halved = b.depthwise(x, {1, 4, 4, 8}, {.kernel_h = 2, .kernel_w = 2, .stride_h = 2, .stride_w = 2});
  const TensorId y = b.conv(halved, {1, 4, 4, 12});
  const TensorId pooled = b.op(OpKind::kMaxPool2d, {x}, {1, 4, 4, 8}, Pool2dParams{});
  const TensorId wide = b.op(OpKind::kPad, {pooled}, {1, 4, 4, 12}, kFourChannels);
  const TensorId z = b.prelu(b.add(wide, y));
  const Model before = b.build({z});
  Model after = before;

  fold_residuals(after);
  fold_activations(after);

  EXPECT_THAT(kinds(after), ElementsAre(OpKind::kDepthwiseConv2d, OpKind::kConv2d));
  EXPECT_EQ(epilogue(after.ops[1]).residual, Residual::kMaxPool2x2);
  EXPECT_EQ(epilogue(after.ops[1]).activation, Activation::kPrelu);
  expect_same_outputs(before, after);
}

TEST(FoldResiduals, PoolsAMapOfOddSizeWithoutItsLastRow) {
  ModelBuilder b;
  const TensorId x = b.input({1, 5, 7, 4});
  const TensorId y = b.conv(x, {1, 2, 3, 4}, {.kernel_h = 2, .kernel_w = 2, .stride_h = 2, .stride_w = 2});
  const TensorId pooled = b.op(OpKind::kMaxPool2d, {x}, {1, 2, 3, 4}, Pool2dParams{});
  const Model before = b.build({b.add(y, pooled)});
  Model after = before;

  fold_residuals(after);

  EXPECT_THAT(kinds(after), ElementsAre(OpKind::kConv2d));
  expect_same_outputs(before, after);
}

class FoldResidualsUpsample : public testing::TestWithParam<bool> {};

TEST_P(FoldResidualsUpsample, AbsorbsABilinearDoubling) {
  ModelBuilder b;
  const TensorId x = b.input({1, 6, 10, 8}), small = b.input({1, 3, 5, 8});
  const TensorId large =
      b.op(OpKind::kResizeBilinear, {small}, {1, 6, 10, 8}, ResizeBilinearParams{.half_pixel_centers = GetParam()});
  const Model before = b.build({b.add(large, b.conv(x, {1, 6, 10, 8}))});
  Model after = before;

  fold_residuals(after);

  EXPECT_THAT(kinds(after), ElementsAre(OpKind::kConv2d));
  EXPECT_EQ(epilogue(after.ops[0]).residual, Residual::kUpsample2x);
  EXPECT_EQ(epilogue(after.ops[0]).residual_half_pixel_centers, GetParam());
  expect_same_outputs(before, after);
}

INSTANTIATE_TEST_SUITE_P(BothCentres, FoldResidualsUpsample, testing::Bool());

TEST(FoldResiduals, PrefersThePointwiseOfTwoConvolutions) {
  ModelBuilder b;
  const TensorId x = b.input({1, 4, 4, 8});
  const TensorId pointwise = b.conv(x, {1, 4, 4, 8});
  const TensorId window = b.conv(x, {1, 4, 4, 8}, {.kernel_h = 3, .kernel_w = 3, .padding = {1, 1, 1, 1}});
  const Model before = b.build({b.add(pointwise, window)});
  Model after = before;

  fold_residuals(after);

  EXPECT_THAT(kinds(after), ElementsAre(OpKind::kConv2d, OpKind::kConv2d));
  EXPECT_EQ(std::get<Conv2dParams>(after.ops[1].params).kernel_h, 1);
  expect_same_outputs(before, after);
}

TEST(FoldResiduals, GivesDepthwiseConvolutionsNone) {
  ModelBuilder b;
  const TensorId x = b.input({1, 4, 4, 8});
  const TensorId y = b.depthwise(x, {1, 4, 4, 8}, {.kernel_h = 3, .kernel_w = 3, .padding = {1, 1, 1, 1}});
  Model model = b.build({b.add(y, x)});

  fold_residuals(model);

  EXPECT_THAT(kinds(model), ElementsAre(OpKind::kDepthwiseConv2d, OpKind::kAdd));
}

TEST(FoldResiduals, FollowsAChainOfBlocks) {
  ModelBuilder b;
  const TensorId x = b.input({1, 4, 4, 8});
  const TensorId y = b.add(b.conv(x, {1, 4, 4, 8}), x, Activation::kRelu);
  const TensorId z = b.add(y, b.conv(y, {1, 4, 4, 8}));
  const TensorId w = b.add(z, b.conv(z, {1, 4, 4, 8}), Activation::kHardSwish);
  const Model before = b.build({w});
  Model after = before;

  fold_residuals(after);

  EXPECT_THAT(kinds(after), ElementsAre(OpKind::kConv2d, OpKind::kConv2d, OpKind::kConv2d));
  expect_same_outputs(before, after);
}

TEST(FoldResiduals, KeepsTheAddOfAnActivatedResult) {
  ModelBuilder b;
  const TensorId x = b.input({1, 4, 4, 8});
  const TensorId y = b.conv(x, {1, 4, 4, 8}, {.epilogue = {.activation = Activation::kRelu}});
  Model model = b.build({b.add(y, x)});

  fold_residuals(model);

  EXPECT_THAT(kinds(model), ElementsAre(OpKind::kConv2d, OpKind::kAdd));
}

TEST(FoldResiduals, KeepsAnAddThatBroadcasts) {
  ModelBuilder b;
  const TensorId x = b.input({1, 4, 4, 8}), gate = b.input({1, 1, 1, 8});
  Model model = b.build({b.add(b.conv(x, {1, 4, 4, 8}), gate)});

  fold_residuals(model);

  EXPECT_THAT(kinds(model), ElementsAre(OpKind::kConv2d, OpKind::kAdd));
}

TEST(FoldResiduals, KeepsAnAddOfAResultWithItself) {
  ModelBuilder b;
  const TensorId x = b.input({1, 4, 4, 8});
  const TensorId y = b.conv(x, {1, 4, 4, 8});
  Model model = b.build({b.add(y, y)});

  fold_residuals(model);

  EXPECT_THAT(kinds(model), ElementsAre(OpKind::kConv2d, OpKind::kAdd));
}

TEST(FoldResiduals, ReadsAPoolThatOthersNeedAsItIs) {
  ModelBuilder b;
  const TensorId x = b.input({1, 8, 8, 8});
  const TensorId pooled = b.op(OpKind::kMaxPool2d, {x}, {1, 4, 4, 8}, Pool2dParams{});
  const TensorId y = b.add(b.conv(pooled, {1, 4, 4, 8}), pooled);
  const Model before = b.build({y});
  Model after = before;

  fold_residuals(after);

  EXPECT_THAT(kinds(after), ElementsAre(OpKind::kMaxPool2d, OpKind::kConv2d));
  EXPECT_EQ(epilogue(after.ops[1]).residual, Residual::kSame);
  expect_same_outputs(before, after);
}

}  // namespace
}  // namespace saccade
