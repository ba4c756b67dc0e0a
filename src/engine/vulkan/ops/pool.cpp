#include "engine/vulkan/ops/pool.h"

#include <algorithm>

#include "engine/vulkan/ops/sharing.h"
#include "engine/vulkan/shaders/pool_push.h"
#include "shader_table.h"

namespace saccade::vulkan {
namespace {

// From so many pixels on, a work-group reads a window faster than one invocation.
constexpr size_t kWideWindow = 64;

}  // namespace

void add_pool(PlanBuilder& builder, const Op& op, const Pool2dParams& params, const Operand& result) {
  const Operand source = builder.read(op.inputs[0]);
  const auto filter_h = static_cast<uint32_t>(params.filter_h), filter_w = static_cast<uint32_t>(params.filter_w);
  // What lies in the padding is not read.
  const size_t rows = std::min(filter_h, source.ref.height), columns = std::min(filter_w, source.ref.width);
  const bool wide = rows * columns >= kWideWindow;
  Dispatch dispatch;
  dispatch.shader = wide ? ShaderId::kPoolWide : ShaderId::kPool;
  dispatch.text = builder.text_of(op);
  dispatch.constants = {wide ? sharing_group_size(builder, rows * columns) : kGroupSize, op.kind == OpKind::kMaxPool2d,
                        static_cast<uint32_t>(params.activation), source.layout_constant(), result.layout_constant()};
  dispatch.push = push_words(PoolPush{.source = source.ref,
                                      .result = result.ref,
                                      .samples = builder.samples(),
                                      .filter_h = filter_h,
                                      .filter_w = filter_w,
                                      .stride_h = static_cast<uint32_t>(params.stride_h),
                                      .stride_w = static_cast<uint32_t>(params.stride_w),
                                      .top = static_cast<uint32_t>(params.padding.top),
                                      .left = static_cast<uint32_t>(params.padding.left)});
  dispatch.bindings = {source.binding, result.binding};
  if (wide) {
    dispatch.iterations = shared_iterations(dispatch.constants[0], rows * columns);
    builder.add_group_per_quad(std::move(dispatch), result);
  } else {
    dispatch.iterations = static_cast<uint32_t>(rows + rows * columns);
    builder.add_per_quad(std::move(dispatch), result);
  }
}

Status plan_pool(PlanBuilder& builder, const Op& op) {
  add_pool(builder, op, std::get<Pool2dParams>(op.params), builder.write(op.outputs[0]));
  return ok_status();
}

}  // namespace saccade::vulkan
