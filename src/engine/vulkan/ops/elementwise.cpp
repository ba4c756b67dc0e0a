#include "engine/vulkan/ops/ops.h"
#include "engine/vulkan/shaders/elementwise_push.h"
#include "shader_table.h"

namespace saccade::vulkan {
namespace {

uint32_t operation_of(OpKind kind) {
  switch (kind) {
    case OpKind::kSub:
      return kSubtract;
    case OpKind::kMul:
      return kMultiply;
    case OpKind::kPrelu:
      return kSlope;
    default:
      return kSum;
  }
}

}  // namespace

Status plan_elementwise(PlanBuilder& builder, const Op& op) {
  const Operand left = builder.read(op.inputs[0]), right = builder.read(op.inputs[1]);
  const Operand result = builder.write(op.outputs[0]);
  const auto* params = std::get_if<ElementwiseParams>(&op.params);  // PRELU has none
  const Activation activation = params != nullptr ? params->activation : Activation::kNone;
  Dispatch dispatch;
  dispatch.shader = ShaderId::kElementwise;
  dispatch.text = builder.text_of(op);
  dispatch.constants = {kGroupSize,
                        operation_of(op.kind),
                        static_cast<uint32_t>(activation),
                        left.layout_constant(),
                        right.layout_constant(),
                        result.layout_constant()};
  dispatch.push = push_words(ElementwisePush{left.ref, right.ref, result.ref, builder.samples()});
  dispatch.bindings = {left.binding, right.binding, result.binding};
  builder.add_per_quad(std::move(dispatch), result);
  return ok_status();
}

}  // namespace saccade::vulkan
