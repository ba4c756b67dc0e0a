#include "engine/cpu/ops/ops.h"

namespace saccade::cpu::SACCADE_ISA {

OpKernel op_kernel(OpKind kind) {
  switch (kind) {
    case OpKind::kAdd:
      return {finish_map, add, OpLayouts::kAny, true};
    case OpKind::kSub:
      return {finish_map, subtract, OpLayouts::kAny, true};
    case OpKind::kMul:
      return {finish_map, multiply, OpLayouts::kAny, true};
    case OpKind::kRelu:
      return {finish_map, relu, OpLayouts::kUniform, true};
    case OpKind::kRelu6:
      return {finish_map, relu6, OpLayouts::kUniform, true};
    case OpKind::kHardSwish:
      return {finish_map, hard_swish, OpLayouts::kUniform, true};
    case OpKind::kLogistic:
      return {finish_map, logistic, OpLayouts::kUniform, true};
    case OpKind::kPrelu:
      return {finish_map, prelu, OpLayouts::kUniform, true};
    case OpKind::kMaxPoolingWithArgmax2d:
      return {finish_map, max_pool_with_argmax, OpLayouts::kUniform, true};
    case OpKind::kMaxUnpooling2d:
      return {finish_map, max_unpool, OpLayouts::kUniform, true};
    case OpKind::kMean:
      return {finish_map, mean, OpLayouts::kDense, false};
    case OpKind::kReshape:
      return {finish_map, reshape, OpLayouts::kAny, true};
    case OpKind::kConcatenation:
      return {finish_map, concatenation, OpLayouts::kAny, true};
    case OpKind::kPad:
      return {finish_map, pad, OpLayouts::kAny, true};
    case OpKind::kStridedSlice:
      return {finish_map, strided_slice, OpLayouts::kAny, true};
    case OpKind::kDepthToSpace:
      return {finish_map, depth_to_space, OpLayouts::kAny, true};
    case OpKind::kResizeBilinear:
      return {finish_map, resize_bilinear, OpLayouts::kUniform, true};
    case OpKind::kLandmarks2TransformMatrix:
      return {finish_map, landmarks_to_transform_matrix, OpLayouts::kDense, false};
    case OpKind::kTransformTensorBilinear:
      return {finish_map, transform_tensor_bilinear, OpLayouts::kUniform, true};
    case OpKind::kTransformLandmarks:
      return {finish_map, transform_landmarks, OpLayouts::kDense, false};
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
