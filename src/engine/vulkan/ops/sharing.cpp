#include "engine/vulkan/ops/sharing.h"

#include <algorithm>

namespace saccade::vulkan {

uint32_t sharing_group_size(const PlanBuilder& builder, size_t count) {
  const uint32_t most = std::min(builder.options().group_invocations, 256U);
  uint32_t size = kGroupSize;
  while (2 * size <= most && size_t{size} * 8 <= count) size *= 2;
  return size;
}

uint32_t shared_iterations(uint32_t group_size, size_t count) {
  constexpr uint32_t kMostHalvings = 8;
  return static_cast<uint32_t>(std::min<size_t>(count / group_size + 1, UINT32_MAX / 2)) + kMostHalvings;
}

}  // namespace saccade::vulkan
