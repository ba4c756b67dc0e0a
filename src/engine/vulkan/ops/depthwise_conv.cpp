#include "engine/vulkan/ops/convolution.h"
#include "shader_table.h"

namespace saccade::vulkan {

Status plan_depthwise_conv(PlanBuilder& builder, const Op& op) {
  const auto& params = std::get<DepthwiseConv2dParams>(op.params);
  const Operand source = builder.read(op.inputs[kConvX]);
  ConvolutionConstants constants;
  DepthwisePush push = {};
  const EpilogueOperands operands = set_epilogue(builder, op, params.epilogue, constants);
  set_depthwise(params, source, constants);
  push.epilogue = operands.push(0);
  const TensorRef& result = operands.result.ref;
  push.source = source.ref;
  push.window = window_push(params);
  push.grid = {builder.samples(), result.height, result.width, (result.channels + 3) / 4};
  push.multiplier = static_cast<uint32_t>(params.multiplier);
  const size_t pixels = size_t{push.grid.samples} * result.height * result.width;
  constants.outputs = depthwise_outputs(builder.options(), pixels, push.grid.quads);

  const PackedConvolution packed = pack_depthwise(builder.model(), op);
  std::vector<PlanBuilder::Part> parts;
  packed.append_to(parts, builder.weight_type());
  Dispatch dispatch;
  dispatch.shader = ShaderId::kDepthwise;
  dispatch.text = "depthwise " + depthwise_text(params, static_cast<int>(source.ref.channels));
  dispatch.constants = constants.words();
  dispatch.push = push_words(push);
  dispatch.bindings = operands.bindings(source, builder.constants(parts, nullptr));
  const size_t invocations = (pixels + constants.outputs - 1) / constants.outputs * push.grid.quads;
  dispatch.iterations = depthwise_iterations(params);
  dispatch.flops = builder.options().batch * depthwise_flops(params, builder.model().tensor(op.outputs[0]).shape);
  builder.add_invocations(std::move(dispatch), invocations);
  return ok_status();
}

}  // namespace saccade::vulkan
