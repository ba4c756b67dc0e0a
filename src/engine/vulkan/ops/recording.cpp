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

int binding_count(const Plan& plan) {
  size_t count = 0;
  for (const Dispatch& dispatch : plan.dispatches) count += dispatch.bindings.size();
  return static_cast<int>(count);
}

Status record_plan(const Plan& plan, std::span<const Pipeline* const> pipelines, const PlanMemory& memory,
                   const RecordOptions& options, Commands& commands) {
  if (options.poison) poison(memory, commands);
  if (options.timestamps) commands.mark(0);
  std::vector<BufferRange> bindings;
  int level = 0;
  for (size_t i = 0; i < plan.dispatches.size(); ++i) {
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
