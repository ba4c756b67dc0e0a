#include "engine/vulkan/ops/gather.h"

namespace saccade::vulkan {

Status plan_depth_to_space(PlanBuilder& builder, const Op& op) {
  const int block = std::get<DepthToSpaceParams>(op.params).block_size;
  add_gather(builder, op, {.map = kDepthToSpace, .block = static_cast<uint32_t>(block)});
  return ok_status();
}

}  // namespace saccade::vulkan
