// Type resolution: what each stream and side packet may hold.
#pragma once

#include <span>

#include "graph/contract.h"
#include "graph/plan.h"

namespace saccade {

// A stream's type is what its producer and all its consumers allow together; ports that a contract declares to be of
// the same type share it. Fills `types` of streams and side packets. Two ends that allow nothing in common are an error
// naming the stream, both ends and both types.
Status resolve_types(std::span<const ContractReader> contracts, GraphPlan& plan);

}  // namespace saccade
