#include "engine/vulkan/ops/ops.h"
#include "engine/vulkan/shaders/activation_push.h"
#include "shader_table.h"

namespace saccade::vulkan {

Status plan_activation(PlanBuilder& builder, const Op& op) {
  const Operand source = builder.read(op.inputs[0]), result = builder.write(op.outputs[0]);
  Dispatch dispatch;
  dispatch.shader = ShaderId::kActivation;
  dispatch.text = builder.text_of(op);
  dispatch.constants = {kGroupSize, static_cast<uint32_t>(activation_of(op.kind)), source.layout_constant(),
                        result.layout_constant()};
  dispatch.push = push_words(ActivationPush{source.ref, result.ref, builder.samples()});
  dispatch.bindings = {source.binding, result.binding};
  builder.add_per_quad(std::move(dispatch), result);
  return ok_status();
}

}  // namespace saccade::vulkan
