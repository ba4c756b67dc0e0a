#include <algorithm>

#include "engine/vulkan/ops/ops.h"
#include "engine/vulkan/shaders/argmax_pool_push.h"
#include "shader_table.h"

namespace saccade::vulkan {

Status plan_argmax_pool(PlanBuilder& builder, const Op& op) {
  const auto& params = std::get<Pool2dParams>(op.params);
  const Operand source = builder.read(op.inputs[0]);
  const Operand maxima = builder.write(op.outputs[0]), positions = builder.write(op.outputs[1]);
  constexpr int64_t kMostHalfPositions = 2049;  // float16 holds every whole number up to 2048
  if (positions.layout == Layout::kHalfQuads && int64_t{params.filter_h} * params.filter_w > kMostHalfPositions) {
    return unimplemented(builder.text_of(op) + " of model '" + builder.model().name +
                         "' has positions that float16 cannot hold; run it with precision fp32");
  }
  Dispatch dispatch;
  dispatch.shader = ShaderId::kArgmaxPool;
  dispatch.text = builder.text_of(op);
  dispatch.constants = {kGroupSize, source.layout_constant(), maxima.layout_constant(), positions.layout_constant()};
  dispatch.push = push_words(ArgmaxPoolPush{.source = source.ref,
                                            .maxima = maxima.ref,
                                            .positions = positions.ref,
                                            .samples = builder.samples(),
                                            .filter_h = params.filter_h,
                                            .filter_w = params.filter_w,
                                            .stride_h = static_cast<uint32_t>(params.stride_h),
                                            .stride_w = static_cast<uint32_t>(params.stride_w),
                                            .top = params.padding.top,
                                            .left = params.padding.left});
  dispatch.bindings = {source.binding, maxima.binding, positions.binding};
  const uint32_t rows = std::min(static_cast<uint32_t>(params.filter_h), source.ref.height);
  const uint32_t columns = std::min(static_cast<uint32_t>(params.filter_w), source.ref.width);
  dispatch.iterations = rows + rows * columns;
  builder.add_per_quad(std::move(dispatch), maxima);
  return ok_status();
}

}  // namespace saccade::vulkan
