// Recording: a plan and its memory as commands.
#pragma once

#include <span>
#include <vector>

#include "engine/vulkan/device/commands.h"
#include "engine/vulkan/ops/plan.h"

namespace saccade::vulkan {

// Where the places of a plan lie. At least as large as the plan says.
struct PlanMemory {
  BufferRange input, arena, constants, output;
};

struct RecordOptions {
  bool poison = false;       // arena and outputs are NaN before the plan's first level
  int dropped_barrier = -1;  // the level before which no barrier stands; for tests of the validation
  bool timestamps = false;   // marks 0 to level_count: the start and the end of each level; the plan is one part
};

// Dispatches [first, last) of the plan: whole levels that go in one recording.
struct PlanPart {
  size_t first = 0, last = 0;
  double flops = 0;
};
// No part but a single level has more than that many.
std::vector<PlanPart> parts_of(const Plan& plan, double most_flops);

// `pipelines` as plan.dispatches. The caller finishes the recording.
Status record_part(const Plan& plan, const PlanPart& part, std::span<const Pipeline* const> pipelines,
                   const PlanMemory& memory, const RecordOptions& options, Commands& commands);

}  // namespace saccade::vulkan
