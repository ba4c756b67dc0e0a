// Producers before consumers.
#pragma once

#include <span>
#include <vector>

#include "graph/plan.h"

namespace saccade {

// An order of the nodes in which every stream and side packet is produced before it is consumed, back edges aside; a
// config that is in such an order already keeps it. A cycle is an error that names its nodes.
Result<std::vector<int>> sort_nodes(std::span<const NodePlan> nodes);

}  // namespace saccade
