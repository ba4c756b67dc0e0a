#include "model/rewrite.h"
#include "same_outputs.h"

namespace saccade {
namespace {

using testing::ElementsAre;

TEST(FoldDepthToSpace, GoesIntoTheConvolutionWithItsResidualAndActivation) {
  ModelBuilder b;
  const TensorId x = b.input({1, 3, 5, 8});
  const TensorId y = b.add(b.conv(x, {1, 3, 5, 8}), x, Activation::kRelu6);
  const TensorId z = b.op(OpKind::kDepthToSpace, {y}, {1, 6, 10, 2}, DepthToSpaceParams{2});
  const Model before = b.build({z});
  Model after = before;

  fold_residuals(after);
  fold_depth_to_space(after);

  EXPECT_THAT(kinds(after), ElementsAre(OpKind::kConv2d));
  expect_same_outputs(before, after);
}

TEST(FoldDepthToSpace, StaysBehindADepthwiseConvolutionAndWithLargerBlocks) {
  ModelBuilder b;
  const TensorId x = b.input({1, 3, 5, 16});
  const TensorId y = b.depthwise(x, {1, 3, 5, 16}, {});
  const TensorId z = b.op(OpKind::kDepthToSpace, {y}, {1, 6, 10, 4}, DepthToSpaceParams{2});
  const TensorId w = b.op(OpKind::kDepthToSpace, {b.conv(z, {1, 6, 10, 16})}, {1, 24, 40, 1}, DepthToSpaceParams{4});
  Model model = b.build({w});

  fold_depth_to_space(model);

  EXPECT_THAT(kinds(model),
              ElementsAre(OpKind::kDepthwiseConv2d, OpKind::kDepthToSpace, OpKind::kConv2d, OpKind::kDepthToSpace));
}

}  // namespace
}  // namespace saccade
