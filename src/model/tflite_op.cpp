#include "model/tflite_op.h"

#include <algorithm>
#include <cstring>

namespace saccade {
namespace {

using tflite::BuiltinOperator;

BuiltinOperator builtin_code(const tflite::OperatorCode& code) {
  // Files written before the list outgrew a byte fill only the old field, newer ones both or the new one.
  const int old_code = code.deprecated_builtin_code();
  const int new_code = static_cast<int>(code.builtin_code());
  return static_cast<BuiltinOperator>(std::max(old_code, new_code));
}

struct KindOf {
  BuiltinOperator code;
  OpKind kind;
};
constexpr KindOf kKinds[] = {
    {BuiltinOperator::ADD, OpKind::kAdd},
    {BuiltinOperator::AVERAGE_POOL_2D, OpKind::kAveragePool2d},
    {BuiltinOperator::CONCATENATION, OpKind::kConcatenation},
    {BuiltinOperator::CONV_2D, OpKind::kConv2d},
    {BuiltinOperator::DENSIFY, OpKind::kDensify},
    {BuiltinOperator::DEPTH_TO_SPACE, OpKind::kDepthToSpace},
    {BuiltinOperator::DEPTHWISE_CONV_2D, OpKind::kDepthwiseConv2d},
    {BuiltinOperator::DEQUANTIZE, OpKind::kDequantize},
    {BuiltinOperator::FULLY_CONNECTED, OpKind::kFullyConnected},
    {BuiltinOperator::HARD_SWISH, OpKind::kHardSwish},
    {BuiltinOperator::LOGISTIC, OpKind::kLogistic},
    {BuiltinOperator::MAX_POOL_2D, OpKind::kMaxPool2d},
    {BuiltinOperator::MEAN, OpKind::kMean},
    {BuiltinOperator::MUL, OpKind::kMul},
    {BuiltinOperator::PAD, OpKind::kPad},
    {BuiltinOperator::PRELU, OpKind::kPrelu},
    {BuiltinOperator::RELU, OpKind::kRelu},
    {BuiltinOperator::RELU6, OpKind::kRelu6},
    {BuiltinOperator::RESHAPE, OpKind::kReshape},
    {BuiltinOperator::RESIZE_BILINEAR, OpKind::kResizeBilinear},
    {BuiltinOperator::SUB, OpKind::kSub},
    {BuiltinOperator::STRIDED_SLICE, OpKind::kStridedSlice},
    {BuiltinOperator::TRANSPOSE_CONV, OpKind::kTransposeConv},
};

Result<OpKind> kind_of(const tflite::OperatorCode& code) {
  const BuiltinOperator builtin = builtin_code(code);
  if (builtin == BuiltinOperator::CUSTOM) return custom_op_kind(code);
  for (const KindOf& entry : kKinds) {
    if (entry.code == builtin) return entry.kind;
  }
  return unimplemented("not an operator that Saccade knows");
}

Result<std::vector<TensorId>> convert_ids(const Model& model, const flatbuffers::Vector<int32_t>* ids) {
  std::vector<TensorId> result;
  for (flatbuffers::uoffset_t i = 0; ids != nullptr && i < ids->size(); ++i) {
    const TensorId id = ids->Get(i);
    if (id < kNoTensor || id >= static_cast<TensorId>(model.tensors.size())) {
      return data_loss("names tensor " + std::to_string(id) + " of " + std::to_string(model.tensors.size()));
    }
    result.push_back(id);
  }
  return result;
}

Result<Activation> convert_activation(tflite::ActivationFunctionType activation) {
  switch (activation) {
    case tflite::ActivationFunctionType::NONE:
      return Activation::kNone;
    case tflite::ActivationFunctionType::RELU:
      return Activation::kRelu;
    case tflite::ActivationFunctionType::RELU6:
      return Activation::kRelu6;
    default:
      return unimplemented("its fused activation " + std::to_string(static_cast<int>(activation)) + " is unknown");
  }
}

Result<const Shape*> shape_of(const Model& model, const Op& op, size_t input, int rank) {
  if (input >= op.inputs.size() || op.inputs[input] == kNoTensor) {
    return data_loss("lacks input " + std::to_string(input));
  }
  const Shape& shape = model.tensor(op.inputs[input]).shape;
  if (shape.rank() != rank) return data_loss("its input " + std::to_string(input) + " is " + shape.to_string());
  return &shape;
}

// An input that TFLite uses as a parameter: constant int32.
Result<std::span<const int32_t>> constant_ints(const Model& model, const Op& op, size_t input) {
  if (input >= op.inputs.size() || op.inputs[input] == kNoTensor) {
    return data_loss("lacks input " + std::to_string(input));
  }
  const TensorInfo& tensor = model.tensor(op.inputs[input]);
  if (!tensor.is_constant() || tensor.dtype != DType::kInt32) {
    return unimplemented("its input " + std::to_string(input) + " is not a constant of int32");
  }
  return std::span(reinterpret_cast<const int32_t*>(tensor.data.data()), tensor.data.size() / sizeof(int32_t));
}

template <typename Params>
Status resolve_padding(tflite::Padding padding, const Shape& x, Params& p, int dilation_h, int dilation_w, int kernel_h,
                       int kernel_w) {
  if (padding == tflite::Padding::VALID) return ok_status();
  if (padding != tflite::Padding::SAME) return data_loss("its padding is neither SAME nor VALID");
  if (p.stride_h < 1 || p.stride_w < 1) return data_loss("its stride is below 1");
  pad_same(x[1], kernel_h, p.stride_h, dilation_h, p.padding.top, p.padding.bottom);
  pad_same(x[2], kernel_w, p.stride_w, dilation_w, p.padding.left, p.padding.right);
  return ok_status();
}

// The conversions below leave the parameter inputs out of op.inputs, as model.h says.

Result<OpParams> convert_conv2d(const Model& model, Op& op, const tflite::Conv2DOptions& options) {
  const Shape& x = *SACCADE_TRY(shape_of(model, op, kConvX, 4));
  const Shape& weights = *SACCADE_TRY(shape_of(model, op, kConvWeights, 4));
  Conv2dParams p{.kernel_h = weights[1],
                 .kernel_w = weights[2],
                 .stride_h = options.stride_h(),
                 .stride_w = options.stride_w(),
                 .dilation_h = options.dilation_h_factor(),
                 .dilation_w = options.dilation_w_factor(),
                 .padding = {},
                 .epilogue = {}};
  p.epilogue.activation = SACCADE_TRY(convert_activation(options.fused_activation_function()));
  SACCADE_TRY(resolve_padding(options.padding(), x, p, p.dilation_h, p.dilation_w, p.kernel_h, p.kernel_w));
  op.inputs.resize(5, kNoTensor);
  return OpParams(p);
}

Result<OpParams> convert_depthwise(const Model& model, Op& op, const tflite::DepthwiseConv2DOptions& options) {
  const Shape& x = *SACCADE_TRY(shape_of(model, op, kConvX, 4));
  const Shape& weights = *SACCADE_TRY(shape_of(model, op, kConvWeights, 4));
  DepthwiseConv2dParams p{.kernel_h = weights[1],
                          .kernel_w = weights[2],
                          .stride_h = options.stride_h(),
                          .stride_w = options.stride_w(),
                          .dilation_h = options.dilation_h_factor(),
                          .dilation_w = options.dilation_w_factor(),
                          .multiplier = weights[3] / x[3],
                          .padding = {},
                          .epilogue = {}};
  p.epilogue.activation = SACCADE_TRY(convert_activation(options.fused_activation_function()));
  SACCADE_TRY(resolve_padding(options.padding(), x, p, p.dilation_h, p.dilation_w, p.kernel_h, p.kernel_w));
  op.inputs.resize(5, kNoTensor);
  return OpParams(p);
}

// TFLite's inputs are the output's shape, weights, x and perhaps bias.
Result<OpParams> convert_transpose_conv(const Model& model, Op& op, const tflite::TransposeConvOptions& options) {
  const Shape& weights = *SACCADE_TRY(shape_of(model, op, 1, 4));
  const Shape& x = *SACCADE_TRY(shape_of(model, op, 2, 4));
  const Shape& result = model.tensor(op.outputs[0]).shape;
  if (result.rank() != 4) return data_loss("its output is " + result.to_string());
  TransposeConvParams p{.kernel_h = weights[1],
                        .kernel_w = weights[2],
                        .stride_h = options.stride_h(),
                        .stride_w = options.stride_w(),
                        .padding = {},
                        .epilogue = {}};
  p.epilogue.activation = SACCADE_TRY(convert_activation(options.fused_activation_function()));
  SACCADE_TRY(crop_transposed(x[1], p.kernel_h, p.stride_h, result[1], p.padding.top, p.padding.bottom));
  SACCADE_TRY(crop_transposed(x[2], p.kernel_w, p.stride_w, result[2], p.padding.left, p.padding.right));
  const TensorId bias = op.inputs.size() > 3 ? op.inputs[3] : kNoTensor;
  op.inputs = {op.inputs[2], op.inputs[1], bias, kNoTensor, kNoTensor};
  return OpParams(p);
}

Result<OpParams> convert_fully_connected(Op& op, const tflite::FullyConnectedOptions& options) {
  if (options.weights_format() != tflite::FullyConnectedOptionsWeightsFormat::DEFAULT) {
    return unimplemented("its weights are shuffled");
  }
  FullyConnectedParams p{.keep_num_dims = options.keep_num_dims()};
  p.activation = SACCADE_TRY(convert_activation(options.fused_activation_function()));
  op.inputs.resize(3, kNoTensor);
  return OpParams(p);
}

Result<OpParams> convert_pool(const Model& model, const Op& op, const tflite::Pool2DOptions& options) {
  const Shape& x = *SACCADE_TRY(shape_of(model, op, 0, 4));
  Pool2dParams p{.filter_h = options.filter_height(),
                 .filter_w = options.filter_width(),
                 .stride_h = options.stride_h(),
                 .stride_w = options.stride_w(),
                 .padding = {}};
  if (p.filter_h < 1 || p.filter_w < 1) return data_loss("its window is empty");
  p.activation = SACCADE_TRY(convert_activation(options.fused_activation_function()));
  SACCADE_TRY(resolve_padding(options.padding(), x, p, 1, 1, p.filter_h, p.filter_w));
  return OpParams(p);
}

Result<OpParams> convert_pad(const Model& model, Op& op) {
  const std::span<const int32_t> values = SACCADE_TRY(constant_ints(model, op, 1));
  if (values.size() % 2 != 0) return data_loss("has an odd number of paddings");
  PadParams p;
  for (size_t axis = 0; axis < values.size() / 2; ++axis) {
    p.before.push_back(values[2 * axis]);
    p.after.push_back(values[2 * axis + 1]);
  }
  op.inputs.resize(1);
  return OpParams(std::move(p));
}

Result<OpParams> convert_resize(const Model& model, Op& op, const tflite::ResizeBilinearOptions& options) {
  const std::span<const int32_t> size = SACCADE_TRY(constant_ints(model, op, 1));
  const Shape& result = model.tensor(op.outputs[0]).shape;
  if (size.size() != 2 || result.rank() != 4 || size[0] != result[1] || size[1] != result[2]) {
    return data_loss("its size does not fit its output " + result.to_string());
  }
  op.inputs.resize(1);
  return OpParams(ResizeBilinearParams{options.align_corners(), options.half_pixel_centers()});
}

Result<OpParams> convert_mean(const Model& model, Op& op, const tflite::ReducerOptions& options) {
  const std::span<const int32_t> axes = SACCADE_TRY(constant_ints(model, op, 1));
  const int rank = model.tensor(op.inputs[0]).shape.rank();
  MeanParams p{.axes = {}, .keep_dims = options.keep_dims()};
  for (int axis : axes) p.axes.push_back(axis < 0 && axis >= -rank ? axis + rank : axis);
  op.inputs.resize(1);
  return OpParams(std::move(p));
}

Result<OpParams> convert_concatenation(const Model& model, const Op& op, const tflite::ConcatenationOptions& options) {
  const int rank = model.tensor(op.outputs[0]).shape.rank();
  ConcatenationParams p{.axis = options.axis()};
  if (p.axis < 0 && p.axis >= -rank) p.axis += rank;
  p.activation = SACCADE_TRY(convert_activation(options.fused_activation_function()));
  return OpParams(p);
}

Result<OpParams> convert_strided_slice(const Model& model, Op& op, const tflite::StridedSliceOptions& options) {
  const std::span<const int32_t> begin = SACCADE_TRY(constant_ints(model, op, 1));
  const std::span<const int32_t> end = SACCADE_TRY(constant_ints(model, op, 2));
  const std::span<const int32_t> stride = SACCADE_TRY(constant_ints(model, op, 3));
  const Shape& x = model.tensor(op.inputs[0]).shape;
  const Shape& result = model.tensor(op.outputs[0]).shape;
  const auto rank = static_cast<size_t>(x.rank());
  if (options.ellipsis_mask() != 0 || options.new_axis_mask() != 0 || options.shrink_axis_mask() != 0 ||
      options.offset()) {
    return unimplemented("adds or removes dimensions");
  }
  if (begin.size() != rank || end.size() != rank || stride.size() != rank || result.rank() != x.rank()) {
    return data_loss("has positions for another rank");
  }
  StridedSliceParams p;
  for (size_t axis = 0; axis < rank; ++axis) {
    const int64_t extent = x[static_cast<int>(axis)];
    if (stride[axis] < 1) return unimplemented("has a stride below 1");
    const auto resolve = [extent](int64_t position) {
      return std::clamp<int64_t>(position < 0 ? position + extent : position, 0, extent);
    };
    const bool open_begin = (options.begin_mask() >> axis & 1) != 0, open_end = (options.end_mask() >> axis & 1) != 0;
    const int64_t first = open_begin ? 0 : resolve(begin[axis]);
    const int64_t last = open_end ? extent : resolve(end[axis]);
    if (last <= first || (last - first + stride[axis] - 1) / stride[axis] != result[static_cast<int>(axis)]) {
      return data_loss("its positions do not give its output " + result.to_string());
    }
    p.begin.push_back(static_cast<int>(first));
    p.stride.push_back(stride[axis]);
  }
  op.inputs.resize(1);
  return OpParams(std::move(p));
}

// Old writers leave the options of these three out.
template <typename Options>
Result<OpParams> convert_elementwise(const Options* options) {
  if (options == nullptr) return OpParams(ElementwiseParams{});
  return OpParams(ElementwiseParams{SACCADE_TRY(convert_activation(options->fused_activation_function()))});
}

template <typename Options>
Result<const Options*> options_of(const Options* options) {
  if (options == nullptr) return data_loss("lacks its options");
  return options;
}

Result<OpParams> convert_params(const Model& model, Op& op, const tflite::Operator& source) {
  switch (op.kind) {
    case OpKind::kConv2d:
      return convert_conv2d(model, op, *SACCADE_TRY(options_of(source.builtin_options_as_Conv2DOptions())));
    case OpKind::kDepthwiseConv2d:
      return convert_depthwise(model, op, *SACCADE_TRY(options_of(source.builtin_options_as_DepthwiseConv2DOptions())));
    case OpKind::kTransposeConv:
      return convert_transpose_conv(model, op,
                                    *SACCADE_TRY(options_of(source.builtin_options_as_TransposeConvOptions())));
    case OpKind::kFullyConnected:
      return convert_fully_connected(op, *SACCADE_TRY(options_of(source.builtin_options_as_FullyConnectedOptions())));
    case OpKind::kAveragePool2d:
    case OpKind::kMaxPool2d:
      return convert_pool(model, op, *SACCADE_TRY(options_of(source.builtin_options_as_Pool2DOptions())));
    case OpKind::kResizeBilinear:
      return convert_resize(model, op, *SACCADE_TRY(options_of(source.builtin_options_as_ResizeBilinearOptions())));
    case OpKind::kMean:
      return convert_mean(model, op, *SACCADE_TRY(options_of(source.builtin_options_as_ReducerOptions())));
    case OpKind::kConcatenation:
      return convert_concatenation(model, op,
                                   *SACCADE_TRY(options_of(source.builtin_options_as_ConcatenationOptions())));
    case OpKind::kStridedSlice:
      return convert_strided_slice(model, op,
                                   *SACCADE_TRY(options_of(source.builtin_options_as_StridedSliceOptions())));
    case OpKind::kDepthToSpace:
      return OpParams(
          DepthToSpaceParams{SACCADE_TRY(options_of(source.builtin_options_as_DepthToSpaceOptions()))->block_size()});
    case OpKind::kAdd:
      return convert_elementwise(source.builtin_options_as_AddOptions());
    case OpKind::kSub:
      return convert_elementwise(source.builtin_options_as_SubOptions());
    case OpKind::kMul:
      return convert_elementwise(source.builtin_options_as_MulOptions());
    case OpKind::kPad:
      return convert_pad(model, op);
    case OpKind::kReshape:
      op.inputs.resize(std::min<size_t>(op.inputs.size(), 1));  // the output's shape says it all
      return OpParams();
    case OpKind::kPrelu:
    case OpKind::kRelu:
    case OpKind::kRelu6:
    case OpKind::kHardSwish:
    case OpKind::kLogistic:
    case OpKind::kDensify:
    case OpKind::kDequantize:
      return OpParams();
    default:
      return convert_custom_op(model, op, source);
  }
}

}  // namespace

std::string operator_name(const tflite::OperatorCode& code) {
  const BuiltinOperator builtin = builtin_code(code);
  if (builtin == BuiltinOperator::CUSTOM) {
    return "custom " + (code.custom_code() ? code.custom_code()->str().substr(0, 64) : std::string());
  }
  const char* name = tflite::EnumNameBuiltinOperator(builtin);
  return *name != 0 ? name : "builtin " + std::to_string(static_cast<int>(builtin));
}

void pad_same(int64_t extent, int64_t kernel, int64_t stride, int64_t dilation, int& before, int& after) {
  const int64_t outputs = (extent + stride - 1) / stride;
  const int64_t reach = (kernel - 1) * dilation + 1;
  // Clamped: check_op refuses anything near the limit, and no int may overflow on the way there.
  const int64_t total = std::clamp<int64_t>((outputs - 1) * stride + reach - extent, 0, int64_t{1} << 30);
  before = static_cast<int>(total / 2);
  after = static_cast<int>(total - total / 2);
}

Status crop_transposed(int64_t extent, int64_t kernel, int64_t stride, int64_t result, int& before, int& after) {
  const int64_t total = (extent - 1) * stride + kernel - result;
  if (stride < 1) return data_loss("its stride is below 1");
  if (total < 0) return unimplemented("its output is larger than its kernel reaches");
  before = static_cast<int>(std::min<int64_t>(total / 2, int64_t{1} << 30));
  after = static_cast<int>(std::min<int64_t>(total - total / 2, int64_t{1} << 30));
  return ok_status();
}

Result<Op> convert_op(const Model& model, const tflite::Operator& source, const tflite::OperatorCode& code) {
  Op op{.kind = SACCADE_TRY(kind_of(code)), .inputs = {}, .outputs = {}, .params = {}};
  op.inputs = SACCADE_TRY(convert_ids(model, source.inputs()));
  op.outputs = SACCADE_TRY(convert_ids(model, source.outputs()));
  if (op.outputs.empty() || std::find(op.outputs.begin(), op.outputs.end(), kNoTensor) != op.outputs.end()) {
    return data_loss("lacks an output");
  }
  if (op.inputs.empty() || op.inputs[0] == kNoTensor) return data_loss("lacks its input");
  op.params = SACCADE_TRY(convert_params(model, op, source));
  return op;
}

}  // namespace saccade
