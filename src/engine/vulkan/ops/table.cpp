#include "engine/vulkan/ops/ops.h"

namespace saccade::vulkan {

OpPlanner planner_of(OpKind kind) {
  switch (kind) {
    case OpKind::kRelu:
    case OpKind::kRelu6:
    case OpKind::kPrelu:
    case OpKind::kHardSwish:
    case OpKind::kLogistic:
      return plan_activation;
    default:
      return nullptr;
  }
}

}  // namespace saccade::vulkan
