#include "engine/vulkan/ops/convolution.h"
#include "shader_table.h"

namespace saccade::vulkan {
namespace {

MatrixSize pointwise_size(const PlanBuilder& builder, const Op& op) {
  const Shape& result = builder.model().tensor(op.outputs[0]).shape;
  const int block = std::get<Conv2dParams>(op.params).depth_to_space;
  const size_t pixels = static_cast<size_t>(result[1] / block) * static_cast<size_t>(result[2] / block);
  const auto inputs = static_cast<size_t>(builder.model().tensor(op.inputs[kConvWeights]).shape[3]);
  return {pixels * builder.samples(), static_cast<size_t>(columns_of(builder.model(), op).quads()), (inputs + 3) / 4};
}

std::optional<FusedTile> tile_of(const PlanBuilder& builder, const Op& depthwise, const Op& pointwise) {
  const auto& params = std::get<DepthwiseConv2dParams>(depthwise.params);
  const auto taps = static_cast<uint32_t>(params.kernel_h * params.kernel_w);
  return fused_tile(builder.options(), pointwise_size(builder, pointwise), taps);
}

// Both operators' constants in one range; where the second's begin, in quads.
Binding pack(PlanBuilder& builder, const Op& depthwise, const Op& pointwise, uint32_t& second_begin) {
  const Model& model = builder.model();
  const TensorId weights = pointwise.inputs[kConvWeights];
  const Columns columns = columns_of(model, pointwise);
  const PackedConvolution first = pack_depthwise(model, depthwise);
  PackedConvolution second = pack_channels(model, pointwise, columns);
  second.weights =
      pack_matrix(constant_floats(model, weights), 1, model.tensor(weights).shape[3], columns, builder.options().half);
  std::vector<PlanBuilder::Part> parts;
  first.append_to(parts, builder.weight_type());
  const size_t second_part = parts.size();
  second.append_to(parts, builder.weight_type());
  std::vector<size_t> offsets_bytes;
  const Binding binding = builder.constants(parts, &offsets_bytes);
  second_begin = static_cast<uint32_t>(offsets_bytes[second_part] / (4 * sizeof(float)));
  return binding;
}

}  // namespace

bool fuses(const PlanBuilder& builder, const Op& depthwise, const Op& pointwise) {
  const auto* hidden = std::get_if<DepthwiseConv2dParams>(&depthwise.params);
  const auto* params = std::get_if<Conv2dParams>(&pointwise.params);
  if (hidden == nullptr || params == nullptr || hidden->multiplier != 1 || !is_pointwise(*params)) return false;
  return tile_of(builder, depthwise, pointwise).has_value();
}

Status plan_depthwise_pointwise(PlanBuilder& builder, const Op& depthwise, const Op& pointwise) {
  const Model& model = builder.model();
  const auto& hidden = std::get<DepthwiseConv2dParams>(depthwise.params);
  const auto& params = std::get<Conv2dParams>(pointwise.params);
  const Operand source = builder.read(depthwise.inputs[kConvX]);
  const MatrixSize size = pointwise_size(builder, pointwise);
  const FusedTile fused = *tile_of(builder, depthwise, pointwise);
  ConvolutionConstants constants;
  const EpilogueOperands operands = set_epilogue(builder, pointwise, params.epilogue, constants);
  set_depthwise(hidden, source, constants);
  constants.set_tile(fused.tile);
  constants.hidden_activation = static_cast<uint32_t>(hidden.epilogue.activation);
  constants.hidden_quads = fused.hidden_quads;
  const uint32_t block = constants.block = static_cast<uint32_t>(params.depth_to_space);
  uint32_t second_constants = 0;
  const Binding packed = pack(builder, depthwise, pointwise, second_constants);
  const TensorRef& result = operands.result.ref;
  const GridPush grid = {builder.samples(), result.height / block, result.width / block,
                         static_cast<uint32_t>(size.quads)};

  Dispatch dispatch;
  dispatch.shader = ShaderId::kDepthwisePointwise;
  const int inputs = static_cast<int>(source.ref.channels), outputs = columns_of(model, pointwise).all_channels();
  dispatch.text = "depthwise " + depthwise_text(hidden, inputs) + ", conv " +
                  kernel_text(1, 1, 1, inputs, outputs, params.epilogue);
  dispatch.constants = constants.words();
  dispatch.push =
      push_words(DepthwisePointwisePush{source.ref, window_push(hidden), grid, operands.push(second_constants),
                                        static_cast<uint32_t>(size.steps), fused.group_pixels, fused.group_columns});
  dispatch.bindings = operands.bindings(source, packed);
  dispatch.iterations = fused.iterations(size, depthwise_iterations(hidden));
  dispatch.flops = builder.options().batch * depthwise_flops(hidden, model.tensor(depthwise.outputs[0]).shape) +
                   2.0 * static_cast<double>(size.pixels) * inputs * outputs;
  builder.add_groups(std::move(dispatch), fused.group_count(size));
  return ok_status();
}

}  // namespace saccade::vulkan
