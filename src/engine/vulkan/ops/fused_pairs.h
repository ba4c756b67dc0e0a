// Which operators of a model become one dispatch.
#pragma once

#include <vector>

#include "engine/vulkan/ops/plan_builder.h"

namespace saccade::vulkan {

inline constexpr size_t kNoPartner = static_cast<size_t>(-1);

// For each CONV_2D that takes a DEPTHWISE_CONV_2D into its dispatch that one's position, and the other way round.
std::vector<size_t> find_fused_pairs(const PlanBuilder& builder);

}  // namespace saccade::vulkan
