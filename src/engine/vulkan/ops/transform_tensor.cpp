#include "engine/vulkan/ops/ops.h"
#include "engine/vulkan/shaders/transform_tensor_push.h"
#include "shader_table.h"

namespace saccade::vulkan {

Status plan_transform_tensor(PlanBuilder& builder, const Op& op) {
  const Operand source = builder.read(op.inputs[0]), matrix = builder.read(op.inputs[1]);
  const Operand result = builder.write(op.outputs[0]);
  Dispatch dispatch;
  dispatch.shader = ShaderId::kTransformTensor;
  dispatch.text = builder.text_of(op);
  dispatch.constants = {kGroupSize, source.layout_constant(), matrix.layout_constant(), result.layout_constant()};
  dispatch.push = push_words(TransformTensorPush{source.ref, matrix.ref, result.ref, builder.samples()});
  dispatch.bindings = {source.binding, matrix.binding, result.binding};
  builder.add_per_quad(std::move(dispatch), result);
  return ok_status();
}

}  // namespace saccade::vulkan
