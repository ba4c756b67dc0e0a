// Model: a checked network in memory. Everything an engine needs and nothing of the file it came from.
//
// Activations are NHWC with a leading batch of 1 (an engine may run any batch). Constants are row-major. After
// rewrite() (rewrite.h) the op list holds fused operations; the fields of Epilogue say what was folded in.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "tensor/tensor.h"

namespace saccade {

using TensorId = int32_t;
inline constexpr TensorId kNoTensor = -1;

// TFLite's operator names; the last six are MediaPipe's custom operators.
enum class OpKind : uint8_t {
  kAdd,
  kAveragePool2d,
  kConcatenation,
  kConv2d,
  kDensify,
  kDepthToSpace,
  kDepthwiseConv2d,
  kDequantize,
  kFullyConnected,
  kHardSwish,
  kLogistic,
  kMaxPool2d,
  kMean,
  kMul,
  kPad,
  kPrelu,
  kRelu,
  kRelu6,
  kReshape,
  kResizeBilinear,
  kSub,
  kStridedSlice,
  kTransposeConv,
  kLandmarks2TransformMatrix,
  kMaxPoolingWithArgmax2d,
  kMaxUnpooling2d,
  kTransformLandmarks,
  kTransformTensorBilinear,
  kConvolution2dTransposeBias,
};
const char* op_kind_name(OpKind kind);  // as TFLite writes it: "CONV_2D"

enum class Activation : uint8_t { kNone, kRelu, kRelu6, kPrelu, kHardSwish, kLogistic };
Activation activation_of(OpKind kind);  // of the operator that is nothing else; kNone for all others

// How a residual input is brought to the shape of the output before it is added (before the activation).
enum class Residual : uint8_t {
  kNone,
  kSame,        // same shape; fewer channels mean zeros for the missing ones
  kMaxPool2x2,  // 2x2 maximum with stride 2, fewer channels as above
  kUpsample2x,  // bilinear to twice the size (half-pixel centres as `half_pixel_centers` of the resize)
};

struct Padding {  // pixels of zeros around the input
  int top = 0, bottom = 0, left = 0, right = 0;
  bool operator==(const Padding&) const = default;
};

// Folded into the producing convolution: out = activation(conv + bias + residual). Only CONV_2D has residuals.
struct Epilogue {
  Activation activation = Activation::kNone;
  Residual residual = Residual::kNone;
  bool residual_half_pixel_centers = false;  // kUpsample2x only
};

// The three convolutions always have these five inputs; bias, slope and residual may be kNoTensor.
inline constexpr size_t kConvX = 0, kConvWeights = 1, kConvBias = 2, kConvSlope = 3, kConvResidual = 4;

// x [1,H,W,I], weights [O,kh,kw,I], bias: O elements, PReLU slope: O elements
struct Conv2dParams {
  int kernel_h = 1, kernel_w = 1, stride_h = 1, stride_w = 1, dilation_h = 1, dilation_w = 1;
  Padding padding = {};
  Epilogue epilogue = {};
  int depth_to_space = 1;  // 2: output [1,2h,2w,O/4], TFLite's DEPTH_TO_SPACE channel order, after the epilogue
};
// inputs as Conv2dParams; weights [1,kh,kw,C*multiplier]
struct DepthwiseConv2dParams {
  int kernel_h = 1, kernel_w = 1, stride_h = 1, stride_w = 1, dilation_h = 1, dilation_w = 1, multiplier = 1;
  Padding padding = {};
  Epilogue epilogue = {};
};
// inputs as Conv2dParams; also CONVOLUTION2DTRANSPOSEBIAS. y[i * stride - padding + k] += x[i] * weights[k]
struct TransposeConvParams {
  int kernel_h = 2, kernel_w = 2, stride_h = 2, stride_w = 2;
  Padding padding = {};  // cropped from the full output
  Epilogue epilogue = {};
};
// inputs: x flattened to [batch, I], weights [O,I], bias: O elements or kNoTensor
struct FullyConnectedParams {
  Activation activation = Activation::kNone;
  bool keep_num_dims = false;
};
// Averages count only the pixels inside x. Also MAXPOOLINGWITHARGMAX2D and MAXUNPOOLING2D: their index, a float, is the
// position y * filter_w + x of the maximum in its window.
struct Pool2dParams {
  int filter_h = 2, filter_w = 2, stride_h = 2, stride_w = 2;
  Padding padding = {};
  Activation activation = Activation::kNone;
};
struct ElementwiseParams {  // ADD, SUB, MUL: shapes aligned at the last axis, extents of 1 repeat
  Activation activation = Activation::kNone;
};
struct PadParams {  // per axis, zeros; inputs: x
  std::vector<int> before = {}, after = {};
};
struct ResizeBilinearParams {  // inputs: x; the size is the output's shape
  bool align_corners = false;
  bool half_pixel_centers = false;
};
struct MeanParams {
  std::vector<int> axes = {};
  bool keep_dims = false;
};
struct ConcatenationParams {
  int axis = 0;
  Activation activation = Activation::kNone;
};
struct StridedSliceParams {                  // resolved: per axis, inputs: x
  std::vector<int> begin = {}, stride = {};  // the extent is the output's shape
};
struct DepthToSpaceParams {
  int block_size = 2;
};
// inputs: x [1,N,3]; output [1,4,4]. Every index is below N, subset_idxs is not empty
struct Landmarks2TransformMatrixParams {
  int left_rotation_idx = 0, right_rotation_idx = 0, output_height = 0, output_width = 0;
  float target_rotation_radians = 0, scale_x = 1, scale_y = 1;
  std::vector<int> subset_idxs = {};
};
// inputs: x [1,H,W,C], matrix [1,4,4]; output [1,output_height,output_width,C]
struct TransformTensorBilinearParams {
  int output_height = 0, output_width = 0;
};
// TRANSFORM_LANDMARKS has no parameters; inputs: x [1,N,D], D >= 2, matrix [1,4,4]; output as x

using OpParams = std::variant<std::monostate, Conv2dParams, DepthwiseConv2dParams, TransposeConvParams,
                              FullyConnectedParams, Pool2dParams, ElementwiseParams, PadParams, ResizeBilinearParams,
                              MeanParams, ConcatenationParams, StridedSliceParams, DepthToSpaceParams,
                              Landmarks2TransformMatrixParams, TransformTensorBilinearParams>;

struct Op {
  OpKind kind;
  std::vector<TensorId> inputs;  // kNoTensor where an optional one is absent
  std::vector<TensorId> outputs;
  OpParams params = {};
  int file_index = 0;  // position in the file, for messages and traces
};

// The tensor occupies elements [offset, offset + element_count) of `base`, both dense and row-major (batch excluded).
struct ViewOf {
  TensorId base = kNoTensor;
  size_t element_offset = 0;
};

struct TensorInfo {
  std::string name;
  DType dtype = DType::kFloat32;
  Shape shape;
  std::span<const std::byte> data;  // constants only; 16-byte aligned, owned by Model::storage
  std::optional<ViewOf> view;       // set by rewrites: reshape and concat cost nothing
  bool is_constant() const { return !data.empty(); }
};

// Value type; copies share constants. Immutable by convention once handed to an engine.
struct Model {
  std::string name;  // file name, for messages
  std::vector<TensorInfo> tensors;
  std::vector<Op> ops;  // in execution order
  std::vector<TensorId> inputs;
  std::vector<TensorId> outputs;  // the file's order
  std::vector<std::shared_ptr<const std::vector<std::byte>>> storage;

  const TensorInfo& tensor(TensorId id) const { return tensors[static_cast<size_t>(id)]; }
  TensorInfo& tensor(TensorId id) { return tensors[static_cast<size_t>(id)]; }
};

}  // namespace saccade
