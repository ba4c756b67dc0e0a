#include "model/rewrite.h"
#include "same_outputs.h"

namespace saccade {
namespace {

using testing::ElementsAre;

TEST(LowerTransposeConv, TurnsTwoByTwoIntoAPointwiseConvolutionAndDepthToSpace) {
  ModelBuilder b;
  const TensorId x = b.input({1, 3, 5, 4});
  const TensorId y = b.prelu(b.transpose_conv(x, {1, 6, 10, 3}, {}));
  const Model before = b.build({y});
  Model after = before;

  fold_activations(after);
  lower_transpose_conv(after);

  EXPECT_THAT(kinds(after), ElementsAre(OpKind::kConv2d));
  EXPECT_EQ(std::get<Conv2dParams>(after.ops[0].params).depth_to_space, 2);
  expect_same_outputs(before, after);
}

TEST(LowerTransposeConv, WorksWithoutABias) {
  ModelBuilder b;
  const TensorId x = b.input({1, 3, 5, 4});
  const TensorId weights = b.constant({2, 2, 2, 4});
  const TensorId y = b.op(OpKind::kConvolution2dTransposeBias, {x, weights, kNoTensor, kNoTensor, kNoTensor},
                          {1, 6, 10, 2}, TransposeConvParams{});
  const Model before = b.build({y});
  Model after = before;

  lower_transpose_conv(after);

  EXPECT_THAT(kinds(after), ElementsAre(OpKind::kConv2d));
  expect_same_outputs(before, after);
}

TEST(LowerTransposeConv, LeavesWindowsThatOverlap) {
  ModelBuilder b;
  const TensorId x = b.input({1, 3, 5, 4});
  const TransposeConvParams three{.kernel_h = 3, .kernel_w = 3, .padding = {0, 1, 0, 1}};
  Model model = b.build({b.transpose_conv(x, {1, 6, 10, 3}, three)});

  lower_transpose_conv(model);

  EXPECT_THAT(kinds(model), ElementsAre(OpKind::kTransposeConv));
}

}  // namespace
}  // namespace saccade
