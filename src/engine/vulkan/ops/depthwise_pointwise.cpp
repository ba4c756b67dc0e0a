#include "base/check.h"
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

}  // namespace

bool fuses(const PlanBuilder& builder, const Op& depthwise, const Op& pointwise) {
  const auto* hidden = std::get_if<DepthwiseConv2dParams>(&depthwise.params);
  const auto* params = std::get_if<Conv2dParams>(&pointwise.params);
  if (hidden == nullptr || params == nullptr || hidden->multiplier != 1 || !is_pointwise(*params)) return false;
  FusedTile fused;
  return fused_tile(builder.options(), pointwise_size(builder, pointwise), fused);
}

Status plan_depthwise_pointwise(PlanBuilder& builder, const Op& depthwise, const Op& pointwise) {
  const Model& model = builder.model();
  const auto& hidden = std::get<DepthwiseConv2dParams>(depthwise.params);
  const auto& params = std::get<Conv2dParams>(pointwise.params);
  const Operand source = builder.read(depthwise.inputs[kConvX]);
  const Columns columns = columns_of(model, pointwise);
  const MatrixSize size = pointwise_size(builder, pointwise);
  FusedTile fused;
  SACCADE_CHECK(fused_tile(builder.options(), size, fused));
  ConvolutionConstants constants;
  DepthwisePointwisePush push = {};
  const EpilogueOperands operands = set_epilogue(builder, pointwise, params.epilogue, constants, push.epilogue);
  set_depthwise(hidden, source, builder.options().half, constants);
  const uint32_t block = constants.block = static_cast<uint32_t>(params.depth_to_space);
  push.source = source.ref;
  push.window = window_push(hidden);
  push.grid = {builder.samples(), operands.result.ref.height / block, operands.result.ref.width / block,
               static_cast<uint32_t>(columns.quads())};
  push.hidden_quads = static_cast<uint32_t>(size.steps);
  push.group_pixels = fused.group_pixels;
  push.group_columns = fused.group_columns;
  constants.set_tile(fused.tile);
  constants.hidden_activation = static_cast<uint32_t>(hidden.epilogue.activation);
  constants.hidden_quads = fused.hidden_quads;

  const PackedConvolution first = pack_depthwise(model, depthwise);
  PackedConvolution second = pack_channels(model, pointwise, columns);
  const int inputs = static_cast<int>(source.ref.channels);
  second.weights =
      pack_matrix(constant_floats(model, pointwise.inputs[kConvWeights]), 1, inputs, columns, builder.options().half);
  std::vector<PlanBuilder::Part> parts;
  first.append_to(parts, builder.weight_type());
  const size_t second_part = parts.size();
  second.append_to(parts, builder.weight_type());
  std::vector<size_t> offsets_bytes;
  const Binding packed = builder.constants(parts, &offsets_bytes);
  push.epilogue.constants = static_cast<uint32_t>(offsets_bytes[second_part] / (4 * sizeof(float)));

  Dispatch dispatch;
  dispatch.shader = ShaderId::kDepthwisePointwise;
  dispatch.text = "depthwise " + depthwise_text(hidden, inputs) + ", conv " +
                  kernel_text(1, 1, 1, inputs, columns.all_channels(), params.epilogue);
  dispatch.constants = constant_words(constants);
  dispatch.push = push_words(push);
  dispatch.bindings = {source.binding, packed, operands.residual.binding, operands.result.binding};
  dispatch.iterations = fused_iterations(fused, size, depthwise_iterations(hidden));
  dispatch.flops = builder.options().batch * depthwise_flops(hidden, model.tensor(depthwise.outputs[0]).shape) +
                   2.0 * static_cast<double>(size.pixels) * inputs * columns.all_channels();
  builder.add_groups(std::move(dispatch), fused.group_count(size));
  return ok_status();
}

}  // namespace saccade::vulkan
