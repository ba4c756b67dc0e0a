#pragma once

#include <array>

#include "engine/vulkan/ops/ops.h"
#include "engine/vulkan/shaders/gather_push.h"

namespace saccade::vulkan {

// Where the numbers of a result come from (shaders/gather.comp).
struct GatherMap {
  uint32_t map = kAffine;
  uint32_t block = 1;                                        // kDepthToSpace
  std::array<int, 3> begin = {0, 0, 0}, stride = {1, 1, 1};  // kAffine: height, width, channels
};
void add_gather(PlanBuilder& builder, const Op& op, const GatherMap& map);

}  // namespace saccade::vulkan
