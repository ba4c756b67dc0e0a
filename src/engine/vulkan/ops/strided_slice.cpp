#include "engine/vulkan/ops/gather.h"

namespace saccade::vulkan {

Status plan_strided_slice(PlanBuilder& builder, const Op& op) {
  const auto& params = std::get<StridedSliceParams>(op.params);
  const size_t rank = params.begin.size();
  GatherMap map;
  for (size_t from_end = 1; from_end <= 3 && from_end <= rank; ++from_end) {
    map.begin[3 - from_end] = params.begin[rank - from_end];
    map.stride[3 - from_end] = params.stride[rank - from_end];
  }
  add_gather(builder, op, map);
  return ok_status();
}

}  // namespace saccade::vulkan
