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

ConvPush make_push(const PlanBuilder& builder, const Convolution& conv, const TensorRef& result,
                   const Columns& columns) {
  const auto block = static_cast<uint32_t>(conv.block);
  ConvPush push = {};
  push.source = conv.source.ref;
  push.window = conv.window;
  push.grid = {builder.samples(), result.height / block, result.width / block, static_cast<uint32_t>(columns.quads())};
  push.source_quads = (conv.source.ref.channels + 3) / 4;
  return push;
}

void set_kernel(const Convolution& conv, const ConvPush& push, ConvolutionConstants& constants) {
  constants.block = static_cast<uint32_t>(conv.block);
  constants.source_layout = conv.source.layout_constant();
  constants.window = static_cast<uint32_t>(conv.kind);
  constants.kernel_h = static_cast<uint32_t>(conv.kernel_h), constants.kernel_w = static_cast<uint32_t>(conv.kernel_w);
  constants.one_quad = push.source_quads == 1;
}

Binding pack(PlanBuilder& builder, const Op& op, const Convolution& conv, const Columns& columns) {
  PackedConvolution packed = pack_channels(builder.model(), op, columns);
  packed.weights = pack_matrix(constant_floats(builder.model(), op.inputs[kConvWeights]), conv.weight_taps,
                               conv.weight_inputs, columns, builder.options().half);
  std::vector<PlanBuilder::Part> parts;
  packed.append_to(parts, builder.weight_type());
  return builder.constants(parts, nullptr);
}

// `pixels`: that each weight meets in one sample.
Status plan_convolution(PlanBuilder& builder, const Op& op, const Convolution& conv, double pixels) {
  const Shape& weights = builder.model().tensor(op.inputs[kConvWeights]).shape;
  const int places = conv.block * conv.block;
  const Columns columns = {weights[0] / places, places};
  ConvolutionConstants constants;
  const EpilogueOperands operands = set_epilogue(builder, op, conv.epilogue, constants);
  ConvPush push = make_push(builder, conv, operands.result.ref, columns);
  push.epilogue = operands.push(0);
  set_kernel(conv, push, constants);
  const MatrixSize size = {size_t{push.grid.samples} * push.grid.height * push.grid.width, push.grid.quads,
                           conv.steps()};
  const Tile tile = matrix_tile(builder.options(), size);
  constants.set_tile(tile);

  Dispatch dispatch;
  dispatch.shader = ShaderId::kConv;
  dispatch.text = conv.text;
  dispatch.constants = constants.words();
  dispatch.push = push_words(push);
  dispatch.bindings = operands.bindings(conv.source, pack(builder, op, conv, columns));
  dispatch.iterations = static_cast<uint32_t>((2 * size.steps + tile.splits - 1) / tile.splits);
  dispatch.flops = 2 * pixels * push.grid.samples * static_cast<double>(weights.element_count());
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
  return plan_convolution(builder, op, conv, pixels);
}

Status plan_transpose_conv(PlanBuilder& builder, const Op& op) {
  const auto& params = std::get<TransposeConvParams>(op.params);
  Convolution conv = window_convolution(builder, op, params);
  conv.kind = WindowKind::kTransposed;
  const Shape& x = builder.model().tensor(op.inputs[kConvX]).shape;
  const int outputs = builder.model().tensor(op.inputs[kConvWeights]).shape[0];
  conv.text = "transposed " + kernel_text(params.kernel_h, params.kernel_w, params.stride_h, conv.weight_inputs,
                                          outputs, params.epilogue);
  return plan_convolution(builder, op, conv, static_cast<double>(x[1]) * x[2]);
}

Status plan_fully_connected(PlanBuilder& builder, const Op& op) {
  Convolution conv;
  conv.source = builder.read(op.inputs[kConvX]);
  conv.epilogue.activation = std::get<FullyConnectedParams>(op.params).activation;
  flatten_source(conv);
  const Shape& weights = builder.model().tensor(op.inputs[kConvWeights]).shape;
  conv.text = "fully connected " + kernel_text(1, 1, 1, weights[1], weights[0], conv.epilogue);
  return plan_convolution(builder, op, conv, 1);
}

}  // namespace saccade::vulkan
