#include "model/rewrite.h"
#include "same_outputs.h"

namespace saccade {
namespace {

using testing::ElementsAre;

const ResizeBilinearParams kHalfPixel{.half_pixel_centers = true};

TEST(MoveResize, ConvolvesAtTheSmallSize) {
  ModelBuilder b;
  const TensorId x = b.input({1, 4, 5, 16});
  const TensorId large = b.op(OpKind::kResizeBilinear, {x}, {1, 8, 10, 16}, kHalfPixel);
  const TensorId y = b.conv(large, {1, 8, 10, 12});
  const Model before = b.build({y});
  Model after = before;

  move_resize_behind_pointwise(after);

  EXPECT_THAT(kinds(after), ElementsAre(OpKind::kConv2d, OpKind::kResizeBilinear));
  EXPECT_EQ(after.tensor(after.ops[0].outputs[0]).shape, (Shape{1, 4, 5, 12}));
  expect_same_outputs(before, after);
}

class MoveResizeActivation : public testing::TestWithParam<Activation> {};

TEST_P(MoveResizeActivation, StaysBehindTheResize) {
  ModelBuilder b;
  const TensorId x = b.input({1, 3, 3, 32});
  const TensorId large = b.op(OpKind::kResizeBilinear, {x}, {1, 6, 6, 32}, kHalfPixel);
  const TensorId slope = GetParam() == Activation::kPrelu ? b.constant({16}) : kNoTensor;
  const TensorId weights = b.constant({16, 1, 1, 32}), bias = b.constant({16});
  Conv2dParams params;
  params.epilogue.activation = GetParam();
  const TensorId y = b.op(OpKind::kConv2d, {large, weights, bias, slope, kNoTensor}, {1, 6, 6, 16}, params);
  const Model before = b.build({y});
  Model after = before;

  move_resize_behind_pointwise(after);

  ASSERT_EQ(after.ops.size(), 3u);
  EXPECT_EQ(after.ops[0].kind, OpKind::kConv2d);
  EXPECT_EQ(after.ops[1].kind, OpKind::kResizeBilinear);
  expect_same_outputs(before, after);
}

INSTANTIATE_TEST_SUITE_P(EachKind, MoveResizeActivation,
                         testing::Values(Activation::kRelu, Activation::kRelu6, Activation::kPrelu,
                                         Activation::kHardSwish, Activation::kLogistic));

TEST(MoveResize, MovesEveryResizeOfAChain) {
  ModelBuilder b;
  const TensorId x = b.input({1, 2, 2, 16});
  const TensorId x2 = b.op(OpKind::kResizeBilinear, {x}, {1, 4, 4, 16}, kHalfPixel);
  const TensorId y = b.conv(x2, {1, 4, 4, 16}, {.epilogue = {.activation = Activation::kRelu}});
  const TensorId y2 = b.op(OpKind::kResizeBilinear, {y}, {1, 8, 8, 16}, kHalfPixel);
  const TensorId z = b.conv(y2, {1, 8, 8, 16});
  const Model before = b.build({z});
  Model after = before;

  move_resize_behind_pointwise(after);

  EXPECT_THAT(kinds(after), ElementsAre(OpKind::kConv2d, OpKind::kResizeBilinear, OpKind::kRelu, OpKind::kConv2d,
                                        OpKind::kResizeBilinear));
  expect_same_outputs(before, after);
}

TEST(MoveResize, LeavesAConvolutionThatWouldCostMore) {
  ModelBuilder b;
  const TensorId x = b.input({1, 4, 4, 2});
  const TensorId large = b.op(OpKind::kResizeBilinear, {x}, {1, 8, 8, 2}, kHalfPixel);
  const TensorId y = b.conv(large, {1, 8, 8, 64});
  const TensorId small = b.op(OpKind::kResizeBilinear, {y}, {1, 4, 4, 64}, kHalfPixel);
  const TensorId z = b.conv(small, {1, 4, 4, 64});
  Model model = b.build({z});

  move_resize_behind_pointwise(model);

  EXPECT_THAT(kinds(model),
              ElementsAre(OpKind::kResizeBilinear, OpKind::kConv2d, OpKind::kResizeBilinear, OpKind::kConv2d));
}

TEST(MoveResize, LeavesAResizeThatSomethingElseReads) {
  ModelBuilder b;
  const TensorId x = b.input({1, 4, 4, 16});
  const TensorId large = b.op(OpKind::kResizeBilinear, {x}, {1, 8, 8, 16}, kHalfPixel);
  const TensorId y = b.conv(large, {1, 8, 8, 16});
  Model model = b.build({y, large});

  move_resize_behind_pointwise(model);

  EXPECT_THAT(kinds(model), ElementsAre(OpKind::kResizeBilinear, OpKind::kConv2d));
}

}  // namespace
}  // namespace saccade
