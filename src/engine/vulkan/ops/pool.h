#pragma once

#include "engine/vulkan/ops/ops.h"

namespace saccade::vulkan {

// The maximum (of MAX_POOL_2D) or else the average of each window; `result` is op's output or a tensor of as many
// numbers in the same order. Large windows are shared by a work-group.
void add_pool(PlanBuilder& builder, const Op& op, const Pool2dParams& params, const Operand& result);

}  // namespace saccade::vulkan
