#include "model/model.h"

namespace saccade {

const char* op_kind_name(OpKind kind) {
  switch (kind) {
    case OpKind::kAdd:
      return "ADD";
    case OpKind::kAveragePool2d:
      return "AVERAGE_POOL_2D";
    case OpKind::kConcatenation:
      return "CONCATENATION";
    case OpKind::kConv2d:
      return "CONV_2D";
    case OpKind::kDensify:
      return "DENSIFY";
    case OpKind::kDepthToSpace:
      return "DEPTH_TO_SPACE";
    case OpKind::kDepthwiseConv2d:
      return "DEPTHWISE_CONV_2D";
    case OpKind::kDequantize:
      return "DEQUANTIZE";
    case OpKind::kFullyConnected:
      return "FULLY_CONNECTED";
    case OpKind::kHardSwish:
      return "HARD_SWISH";
    case OpKind::kLogistic:
      return "LOGISTIC";
    case OpKind::kMaxPool2d:
      return "MAX_POOL_2D";
    case OpKind::kMean:
      return "MEAN";
    case OpKind::kMul:
      return "MUL";
    case OpKind::kPad:
      return "PAD";
    case OpKind::kPrelu:
      return "PRELU";
    case OpKind::kRelu:
      return "RELU";
    case OpKind::kRelu6:
      return "RELU6";
    case OpKind::kReshape:
      return "RESHAPE";
    case OpKind::kResizeBilinear:
      return "RESIZE_BILINEAR";
    case OpKind::kSub:
      return "SUB";
    case OpKind::kStridedSlice:
      return "STRIDED_SLICE";
    case OpKind::kTransposeConv:
      return "TRANSPOSE_CONV";
    case OpKind::kLandmarks2TransformMatrix:
      return "Landmarks2TransformMatrix";
    case OpKind::kMaxPoolingWithArgmax2d:
      return "MaxPoolingWithArgmax2D";
    case OpKind::kMaxUnpooling2d:
      return "MaxUnpooling2D";
    case OpKind::kTransformLandmarks:
      return "TransformLandmarks";
    case OpKind::kTransformTensorBilinear:
      return "TransformTensorBilinear";
    case OpKind::kConvolution2dTransposeBias:
      return "Convolution2DTransposeBias";
  }
  return "unknown";
}

Activation activation_of(OpKind kind) {
  switch (kind) {
    case OpKind::kRelu:
      return Activation::kRelu;
    case OpKind::kRelu6:
      return Activation::kRelu6;
    case OpKind::kPrelu:
      return Activation::kPrelu;
    case OpKind::kHardSwish:
      return Activation::kHardSwish;
    case OpKind::kLogistic:
      return Activation::kLogistic;
    default:
      return Activation::kNone;
  }
}

}  // namespace saccade
