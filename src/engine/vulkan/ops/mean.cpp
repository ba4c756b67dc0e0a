#include <algorithm>
#include <array>

#include "engine/vulkan/ops/pool.h"
#include "engine/vulkan/ops/sharing.h"
#include "engine/vulkan/shaders/mean_channels_push.h"
#include "shader_table.h"

namespace saccade::vulkan {
namespace {

void add_mean_channels(PlanBuilder& builder, const Op& op, uint32_t window_h, uint32_t window_w) {
  const Operand source = builder.read(op.inputs[0]), result = builder.write(op.outputs[0]);
  const size_t quads = size_t{window_h} * window_w * ((source.ref.channels + 3) / 4);
  const uint32_t group_size = sharing_group_size(builder, quads);
  Dispatch dispatch;
  dispatch.shader = ShaderId::kMeanChannels;
  dispatch.text = builder.text_of(op);
  dispatch.constants = {group_size, source.layout_constant(), result.layout_constant()};
  dispatch.push = push_words(MeanChannelsPush{.source = source.ref,
                                              .result = result.ref,
                                              .samples = builder.samples(),
                                              .window_h = window_h,
                                              .window_w = window_w,
                                              .kept_width = source.ref.width / window_w});
  dispatch.bindings = {source.binding, result.binding};
  // Four numbers, one after the other.
  dispatch.iterations = shared_iterations(group_size, 4 * quads + 3 * group_size);
  builder.add_group_per_quad(std::move(dispatch), result);
}

}  // namespace

Status plan_mean(PlanBuilder& builder, const Op& op) {
  const auto& params = std::get<MeanParams>(op.params);
  const TensorRef source = builder.read(op.inputs[0]).ref;
  const int rank = builder.model().tensor(op.inputs[0]).shape.rank();
  std::array<bool, Shape::kMaxRank + 1> averaged = {};  // by position from the end, 1 is channels
  for (int axis : params.axes) averaged[static_cast<size_t>(rank - axis)] = true;
  const uint32_t window_h = averaged[3] ? source.height : 1, window_w = averaged[2] ? source.width : 1;
  if (averaged[1]) {
    add_mean_channels(builder, op, window_h, window_w);
    return ok_status();
  }
  Pool2dParams windows;
  windows.filter_h = windows.stride_h = static_cast<int>(window_h);
  windows.filter_w = windows.stride_w = static_cast<int>(window_w);
  // Dropped axes are kept here; the numbers lie alike.
  Operand result = builder.write(op.outputs[0]);
  result.ref.height = source.height / window_h;
  result.ref.width = source.width / window_w;
  add_pool(builder, op, windows, result);
  return ok_status();
}

}  // namespace saccade::vulkan
