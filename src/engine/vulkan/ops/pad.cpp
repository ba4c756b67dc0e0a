#include "engine/vulkan/ops/gather.h"

namespace saccade::vulkan {

Status plan_pad(PlanBuilder& builder, const Op& op) {
  const std::vector<int>& before = std::get<PadParams>(op.params).before;
  GatherMap map;
  for (size_t from_end = 1; from_end <= 3 && from_end <= before.size(); ++from_end) {
    map.begin[3 - from_end] = -before[before.size() - from_end];
  }
  add_gather(builder, op, map);
  return ok_status();
}

}  // namespace saccade::vulkan
