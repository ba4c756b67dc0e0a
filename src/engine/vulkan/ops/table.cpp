#include "engine/vulkan/ops/ops.h"

namespace saccade::vulkan {

// No default: the compiler names the operator that is not here.
OpPlanner planner_of(OpKind kind) {
  switch (kind) {
    case OpKind::kAdd:
    case OpKind::kSub:
    case OpKind::kMul:
    case OpKind::kPrelu:
      return plan_elementwise;
    case OpKind::kRelu:
    case OpKind::kRelu6:
    case OpKind::kHardSwish:
    case OpKind::kLogistic:
      return plan_activation;
    case OpKind::kAveragePool2d:
    case OpKind::kMaxPool2d:
      return plan_pool;
    case OpKind::kMaxPoolingWithArgmax2d:
      return plan_argmax_pool;
    case OpKind::kMaxUnpooling2d:
      return plan_unpool;
    case OpKind::kMean:
      return plan_mean;
    case OpKind::kConcatenation:
      return plan_concatenation;
    case OpKind::kPad:
      return plan_pad;
    case OpKind::kReshape:
      return plan_reshape;
    case OpKind::kStridedSlice:
      return plan_strided_slice;
    case OpKind::kDepthToSpace:
      return plan_depth_to_space;
    case OpKind::kResizeBilinear:
      return plan_resize_bilinear;
    case OpKind::kLandmarks2TransformMatrix:
      return plan_landmarks_to_matrix;
    case OpKind::kTransformLandmarks:
      return plan_transform_landmarks;
    case OpKind::kTransformTensorBilinear:
      return plan_transform_tensor;
    case OpKind::kConv2d:
      return plan_conv;
    case OpKind::kDepthwiseConv2d:
      return plan_depthwise_conv;
    case OpKind::kTransposeConv:
    case OpKind::kConvolution2dTransposeBias:
      return plan_transpose_conv;
    case OpKind::kFullyConnected:
      return plan_fully_connected;
    // Of constants only, which the rewrites have folded.
    case OpKind::kDensify:
    case OpKind::kDequantize:
      return nullptr;
  }
  return nullptr;
}

}  // namespace saccade::vulkan
