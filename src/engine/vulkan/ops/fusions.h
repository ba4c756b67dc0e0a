// Which operators of a model become one dispatch.
#pragma once

#include <vector>

#include "engine/vulkan/ops/plan_builder.h"

namespace saccade::vulkan {

// For each operator the positions, in order, of those that are planned where it stands: itself alone; itself with
// operators before it, whose results nobody else reads; or none, as a later one takes it along.
std::vector<std::vector<size_t>> find_fusions(const PlanBuilder& builder);

Status plan_fusion(PlanBuilder& builder, const std::vector<size_t>& ops);  // of two or more

}  // namespace saccade::vulkan
