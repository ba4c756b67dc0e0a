#include "engine/vulkan/ops/chains.h"
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

uint32_t activation_behind(const Op& op) {
  const auto* params = std::get_if<ElementwiseParams>(&op.params);  // PRELU has none
  return static_cast<uint32_t>(params != nullptr ? params->activation : Activation::kNone);
}

}  // namespace

Status plan_elementwise_pair(PlanBuilder& builder, const Op& first, const Op* second) {
  const Operand left = builder.read(first.inputs[0]), right = builder.read(first.inputs[1]);
  Operand third;
  third.binding = builder.unused();
  if (second != nullptr) third = builder.read(second->inputs[second->inputs[0] == first.outputs[0] ? 1 : 0]);
  const Op& last = second != nullptr ? *second : first;
  const Operand result = builder.write(last.outputs[0]);
  Dispatch dispatch;
  dispatch.shader = ShaderId::kElementwise;
  dispatch.text = (second != nullptr ? std::string(op_kind_name(first.kind)) + ", " : "") + builder.text_of(last);
  dispatch.constants = {kGroupSize,
                        operation_of(first.kind),
                        activation_behind(first),
                        second != nullptr ? operation_of(second->kind) : kNoOperation,
                        second != nullptr ? activation_behind(*second) : 0,
                        left.layout_constant(),
                        right.layout_constant(),
                        third.layout_constant(),
                        result.layout_constant()};
  dispatch.push = push_words(ElementwisePush{left.ref, right.ref, third.ref, result.ref, builder.samples()});
  dispatch.bindings = {left.binding, right.binding, third.binding, result.binding};
  builder.add_per_quad(std::move(dispatch), result);
  return ok_status();
}

Status plan_elementwise(PlanBuilder& builder, const Op& op) { return plan_elementwise_pair(builder, op, nullptr); }

}  // namespace saccade::vulkan
