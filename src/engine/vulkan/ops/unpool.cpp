#include "engine/vulkan/ops/ops.h"
#include "engine/vulkan/shaders/unpool_push.h"
#include "shader_table.h"

namespace saccade::vulkan {

Status plan_unpool(PlanBuilder& builder, const Op& op) {
  const auto& params = std::get<Pool2dParams>(op.params);
  const Operand maxima = builder.read(op.inputs[0]), positions = builder.read(op.inputs[1]);
  const Operand result = builder.write(op.outputs[0]);
  Dispatch dispatch;
  dispatch.shader = ShaderId::kUnpool;
  dispatch.text = builder.text_of(op);
  dispatch.constants = {kGroupSize, maxima.layout_constant(), positions.layout_constant(), result.layout_constant()};
  dispatch.push = push_words(UnpoolPush{.maxima = maxima.ref,
                                        .positions = positions.ref,
                                        .result = result.ref,
                                        .samples = builder.samples(),
                                        .filter_h = static_cast<uint32_t>(params.filter_h),
                                        .filter_w = static_cast<uint32_t>(params.filter_w),
                                        .top = static_cast<uint32_t>(params.padding.top),
                                        .left = static_cast<uint32_t>(params.padding.left)});
  dispatch.bindings = {maxima.binding, positions.binding, result.binding};
  builder.add_per_quad(std::move(dispatch), result);
  return ok_status();
}

}  // namespace saccade::vulkan
