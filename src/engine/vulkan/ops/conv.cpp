// CONV_2D, FULLY_CONNECTED and the transposed convolutions: three ways to fill one shader.
#include "engine/vulkan/ops/convolution.h"
#include "shader_table.h"

namespace saccade::vulkan {
namespace {

// A convolution as conv.comp sees it.
struct Convolution {
  Operand source;
  WindowKind kind = WindowKind::kPixel;
  WindowPush window = {1, 1, 1, 1, 0, 0};
  int kernel_h = 1, kernel_w = 1;
  int weight_taps = 1, weight_inputs = 1;  // how the weights lie: [outputs][taps][inputs]
  int block = 1;
  Epilogue epilogue = {};
  std::string text;
  double flops = 0;  // of one sample

  size_t steps() const { return static_cast<size_t>(weight_taps) * static_cast<size_t>((weight_inputs + 3) / 4); }
  uint32_t source_quads() const { return (source.ref.channels + 3) / 4; }
};

// The whole source as one pixel. In quads each pixel's padding stays, and meets weights of zero.
void flatten_source(Convolution& conv) {
  TensorRef& ref = conv.source.ref;
  const uint32_t pixels = ref.height * ref.width, inputs = ref.channels;
  const bool dense = conv.source.layout == Layout::kDense;
  conv.kind = WindowKind::kPixel;
  conv.kernel_h = conv.kernel_w = 1;
  conv.weight_taps = dense ? 1 : static_cast<int>(pixels);
  conv.weight_inputs = static_cast<int>(dense ? pixels * inputs : inputs);
  ref.channels = dense ? pixels * inputs : pixels * ((inputs + 3) / 4) * 4;
  ref.height = ref.width = 1;
}

bool covers_source(const Conv2dParams& params, const TensorRef& source) {
  return params.padding == Padding{} && params.kernel_h == static_cast<int>(source.height) &&
         params.kernel_w == static_cast<int>(source.width) && (params.dilation_h == 1 || params.kernel_h == 1) &&
         (params.dilation_w == 1 || params.kernel_w == 1);
}

template <typename Params>
Convolution window_convolution(PlanBuilder& builder, const Op& op, const Params& params) {
  Convolution conv;
  conv.source = builder.read(op.inputs[kConvX]);
  conv.kind = WindowKind::kSliding;
  conv.window = window_push(params);
  conv.kernel_h = params.kernel_h;
  conv.kernel_w = params.kernel_w;
  conv.weight_taps = params.kernel_h * params.kernel_w;
  conv.weight_inputs = static_cast<int>(conv.source.ref.channels);
  conv.epilogue = params.epilogue;
  return conv;
}

// `pixels`: that each weight meets in one sample.
Status plan_convolution(PlanBuilder& builder, const Op& op, Convolution conv, double pixels) {
  const Model& model = builder.model();
  const TensorInfo& weights = model.tensor(op.inputs[kConvWeights]);
  const bool half = builder.options().half;
  ConvolutionConstants constants;
  ConvPush push = {};
  const EpilogueOperands operands = set_epilogue(builder, op, conv.epilogue, constants, push.epilogue);
  const int places = conv.block * conv.block;
  const Columns columns = {weights.shape[0] / places, places};
  const uint32_t samples = builder.samples(), block = static_cast<uint32_t>(conv.block);
  push.source = conv.source.ref;
  push.window = conv.window;
  push.grid = {samples, operands.result.ref.height / block, operands.result.ref.width / block,
               static_cast<uint32_t>(columns.quads())};
  push.source_quads = conv.source_quads();

  const MatrixSize size = {size_t{samples} * push.grid.height * push.grid.width, push.grid.quads, conv.steps()};
  const Tile tile = matrix_tile(builder.options(), size);
  constants.set_tile(tile);
  constants.block = block;
  constants.half_weights = half;
  constants.source_layout = conv.source.layout_constant();
  constants.window = static_cast<uint32_t>(conv.kind);
  constants.kernel_h = static_cast<uint32_t>(conv.kernel_h), constants.kernel_w = static_cast<uint32_t>(conv.kernel_w);
  constants.one_quad = push.source_quads == 1;

  PackedConvolution packed = pack_channels(model, op, columns);
  packed.weights =
      pack_matrix(constant_floats(model, op.inputs[kConvWeights]), conv.weight_taps, conv.weight_inputs, columns, half);
  std::vector<PlanBuilder::Part> parts;
  packed.append_to(parts, builder.weight_type());

  Dispatch dispatch;
  dispatch.shader = ShaderId::kConv;
  dispatch.text = conv.text;
  dispatch.constants = constant_words(constants);
  dispatch.push = push_words(push);
  dispatch.bindings = {conv.source.binding, builder.constants(parts, nullptr), operands.residual.binding,
                       operands.result.binding};
  dispatch.iterations = static_cast<uint32_t>((2 * size.steps + tile.splits - 1) / tile.splits);
  dispatch.flops = 2 * pixels * samples * static_cast<double>(weights.shape.element_count());
  builder.add_groups(std::move(dispatch), tile.group_count(size));
  return ok_status();
}

}  // namespace

Status plan_conv(PlanBuilder& builder, const Op& op) {
  const auto& params = std::get<Conv2dParams>(op.params);
  Convolution conv = window_convolution(builder, op, params);
  conv.block = params.depth_to_space;
  const int outputs = builder.model().tensor(op.inputs[kConvWeights]).shape[0];
  conv.text = "conv " + kernel_text(params.kernel_h, params.kernel_w, params.stride_h, conv.weight_inputs, outputs,
                                    params.epilogue);
  const Shape& result = builder.model().tensor(op.outputs[0]).shape;
  const double pixels = static_cast<double>(result[1]) * result[2] / (conv.block * conv.block);
  if (covers_source(params, conv.source.ref)) {
    flatten_source(conv);
  } else if (is_pointwise(params)) {
    conv.kind = WindowKind::kPixel;
  }
  return plan_convolution(builder, op, std::move(conv), pixels);
}

Status plan_transpose_conv(PlanBuilder& builder, const Op& op) {
  const auto& params = std::get<TransposeConvParams>(op.params);
  Convolution conv = window_convolution(builder, op, params);
  conv.kind = WindowKind::kTransposed;
  const Shape& x = builder.model().tensor(op.inputs[kConvX]).shape;
  const int outputs = builder.model().tensor(op.inputs[kConvWeights]).shape[0];
  conv.text = "transposed " + kernel_text(params.kernel_h, params.kernel_w, params.stride_h, conv.weight_inputs,
                                          outputs, params.epilogue);
  return plan_convolution(builder, op, std::move(conv), static_cast<double>(x[1]) * x[2]);
}

Status plan_fully_connected(PlanBuilder& builder, const Op& op) {
  Convolution conv;
  conv.source = builder.read(op.inputs[kConvX]);
  conv.epilogue.activation = std::get<FullyConnectedParams>(op.params).activation;
  flatten_source(conv);
  const Shape& weights = builder.model().tensor(op.inputs[kConvWeights]).shape;
  conv.text = "fully connected " + kernel_text(1, 1, 1, weights[1], weights[0], conv.epilogue);
  return plan_convolution(builder, op, std::move(conv), 1);
}

}  // namespace saccade::vulkan
