// The mean of a map and the one or two 1x1 convolutions on it, in one dispatch.
#pragma once

#include "engine/vulkan/ops/ops.h"

namespace saccade::vulkan {

struct Squeeze {
  const Op* mean = nullptr;  // MEAN or AVERAGE_POOL_2D of a whole map
  const Op* first = nullptr;
  const Op* second = nullptr;  // may be null
};
bool starts_squeeze(const PlanBuilder& builder, const Op& mean);
// `layer` reads the mean or the first layer.
bool continues_squeeze(const PlanBuilder& builder, const Op& layer);
Status plan_squeeze(PlanBuilder& builder, const Squeeze& squeeze);

}  // namespace saccade::vulkan
