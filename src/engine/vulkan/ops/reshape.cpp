#include "engine/vulkan/ops/gather.h"

namespace saccade::vulkan {

Status plan_reshape(PlanBuilder& builder, const Op& op) {
  add_gather(builder, op, {.map = kReshape});
  return ok_status();
}

}  // namespace saccade::vulkan
