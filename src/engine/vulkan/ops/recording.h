// Recording: a plan and its memory as commands.
#pragma once

#include <span>

#include "engine/vulkan/device/commands.h"
#include "engine/vulkan/ops/plan.h"

namespace saccade::vulkan {

// Where the places of a plan lie. At least as large as the plan says.
struct PlanMemory {
  BufferRange input, arena, constants, output;
};

struct RecordOptions {
  bool poison = false;       // arena and outputs are NaN before the first level
  int dropped_barrier = -1;  // the level before which no barrier stands; for tests of the validation
  bool timestamps = false;   // marks 0 to level_count: the start and the end of each level
};

int binding_count(const Plan& plan);

// `pipelines` as plan.dispatches. The caller finishes the recording.
Status record_plan(const Plan& plan, std::span<const Pipeline* const> pipelines, const PlanMemory& memory,
                   const RecordOptions& options, Commands& commands);

}  // namespace saccade::vulkan
