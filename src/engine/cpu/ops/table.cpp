#include "engine/cpu/ops/ops.h"

namespace saccade::cpu::SACCADE_ISA {

OpKernel op_kernel(OpKind kind) {
  switch (kind) {
    case OpKind::kAdd:
      return {add, OpLayouts::kAny, true};
    case OpKind::kSub:
      return {subtract, OpLayouts::kAny, true};
    case OpKind::kMul:
      return {multiply, OpLayouts::kAny, true};
    case OpKind::kRelu:
      return {relu, OpLayouts::kUniform, true};
    case OpKind::kRelu6:
      return {relu6, OpLayouts::kUniform, true};
    case OpKind::kHardSwish:
      return {hard_swish, OpLayouts::kUniform, true};
    case OpKind::kLogistic:
      return {logistic, OpLayouts::kUniform, true};
    case OpKind::kPrelu:
      return {prelu, OpLayouts::kUniform, true};
    case OpKind::kMaxPoolingWithArgmax2d:
      return {max_pool_with_argmax, OpLayouts::kUniform, true};
    case OpKind::kMaxUnpooling2d:
      return {max_unpool, OpLayouts::kUniform, true};
    case OpKind::kMean:
      return {mean, OpLayouts::kDense, false};
    case OpKind::kReshape:
      return {reshape, OpLayouts::kAny, true};
    case OpKind::kConcatenation:
      return {concatenation, OpLayouts::kAny, true};
    case OpKind::kPad:
      return {pad, OpLayouts::kAny, true};
    case OpKind::kStridedSlice:
      return {strided_slice, OpLayouts::kAny, true};
    case OpKind::kDepthToSpace:
      return {depth_to_space, OpLayouts::kAny, true};
    case OpKind::kResizeBilinear:
      return {resize_bilinear, OpLayouts::kUniform, true};
    case OpKind::kLandmarks2TransformMatrix:
      return {landmarks_to_transform_matrix, OpLayouts::kDense, false};
    case OpKind::kTransformTensorBilinear:
      return {transform_tensor_bilinear, OpLayouts::kUniform, true};
    case OpKind::kTransformLandmarks:
      return {transform_landmarks, OpLayouts::kDense, false};
    // Kernels of their own (kernels/), or gone after the rewrites.
    case OpKind::kConv2d:
    case OpKind::kDepthwiseConv2d:
    case OpKind::kTransposeConv:
    case OpKind::kConvolution2dTransposeBias:
    case OpKind::kFullyConnected:
    case OpKind::kAveragePool2d:
    case OpKind::kMaxPool2d:
    case OpKind::kDensify:
    case OpKind::kDequantize:
      break;
  }
  return {};
}

}  // namespace saccade::cpu::SACCADE_ISA
