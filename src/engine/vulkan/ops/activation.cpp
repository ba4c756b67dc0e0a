#include "engine/vulkan/ops/ops.h"
#include "engine/vulkan/shaders/activation_push.h"
#include "shader_table.h"

namespace saccade::vulkan {
namespace {

Activation activation_of(OpKind kind) {
  switch (kind) {
    case OpKind::kRelu:
      return Activation::kRelu;
    case OpKind::kRelu6:
      return Activation::kRelu6;
    case OpKind::kPrelu:
      return Activation::kPrelu;
    case OpKind::kHardSwish:
      return Activation::kHardSwish;
    default:
      return Activation::kLogistic;
  }
}

}  // namespace

Status plan_activation(PlanBuilder& builder, const Op& op) {
  const Operand source = builder.read(op.inputs[0]), result = builder.write(op.outputs[0]);
  const Activation activation = activation_of(op.kind);
  Dispatch dispatch;
  dispatch.shader = ShaderId::kActivation;
  dispatch.text = op_kind_name(op.kind);
  dispatch.constants = {kGroupSize, static_cast<uint32_t>(activation), source.layout_constant(),
                        result.layout_constant()};
  dispatch.push = push_words(ActivationPush{source.ref, result.ref, static_cast<uint32_t>(builder.options().batch)});
  const Binding slopes =
      activation == Activation::kPrelu
          ? builder.constants(padded_to_quads(builder.model(), op.inputs[1], static_cast<int>(result.ref.channels)),
                              ConstantType::kFloat)
          : builder.unused();
  dispatch.bindings = {source.binding, slopes, result.binding};
  builder.add_per_quad(std::move(dispatch), result);
  return ok_status();
}

}  // namespace saccade::vulkan
