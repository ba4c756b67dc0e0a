// For shaders whose work-groups share one sum or maximum.
#pragma once

#include "engine/vulkan/ops/ops.h"

namespace saccade::vulkan {

// Invocations of a work-group that shares `count` steps: a power of two.
uint32_t sharing_group_size(const PlanBuilder& builder, size_t count);

// Loop iterations of one of them, which takes its share and helps to join the shares.
uint32_t shared_iterations(uint32_t group_size, size_t count);

}  // namespace saccade::vulkan
