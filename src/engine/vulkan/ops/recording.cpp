#include "engine/vulkan/ops/recording.h"

#include <vector>

namespace saccade::vulkan {
namespace {

constexpr uint32_t kNaNs = 0xFFFFFFFF;  // one of 32 bits, two of 16

BufferRange range_of(const Binding& binding, const PlanMemory& memory) {
  const BufferRange places[] = {memory.input, memory.arena, memory.constants, memory.output};
  const BufferRange& place = places[static_cast<size_t>(binding.place)];
  return {place.buffer, place.offset + binding.offset_bytes, binding.size_bytes};
}

void poison(const PlanMemory& memory, Commands& commands) {
  for (const BufferRange& range : {memory.arena, memory.output}) {
    if (range.bytes > 0) commands.fill(range, kNaNs);
  }
  commands.barrier();
}

}  // namespace

std::vector<PlanPart> parts_of(const Plan& plan, double most_flops) {
  std::vector<PlanPart> parts;
  const size_t count = plan.dispatches.size();
  for (size_t first = 0; first < count;) {
    PlanPart level{first, first, 0};
    while (level.last < count && plan.dispatches[level.last].level == plan.dispatches[first].level) {
      level.flops += plan.dispatches[level.last++].flops;
    }
    if (parts.empty() || parts.back().flops + level.flops > most_flops) {
      parts.push_back(level);
    } else {
      parts.back().last = level.last;
      parts.back().flops += level.flops;
    }
    first = level.last;
  }
  return parts;
}

Status record_part(const Plan& plan, const PlanPart& part, std::span<const Pipeline* const> pipelines,
                   const PlanMemory& memory, const RecordOptions& options, Commands& commands) {
  if (options.poison && part.first == 0) poison(memory, commands);
  if (options.timestamps) commands.mark(0);
  std::vector<BufferRange> bindings;
  int level = plan.dispatches[part.first].level;
  for (size_t i = part.first; i < part.last; ++i) {
    const Dispatch& dispatch = plan.dispatches[i];
    while (level < dispatch.level) {
      ++level;
      if (level != options.dropped_barrier) commands.barrier();
      if (options.timestamps) commands.mark(level);
    }
    bindings.clear();
    for (const Binding& binding : dispatch.bindings) bindings.push_back(range_of(binding, memory));
    SACCADE_TRY(commands.dispatch(*pipelines[i], bindings, dispatch.push, dispatch.groups));
  }
  if (options.timestamps) {
    commands.barrier();
    commands.mark(plan.level_count);
  }
  return ok_status();
}

}  // namespace saccade::vulkan
