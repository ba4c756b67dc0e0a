// What an enumerated device is and can do. Used by Instance.
#pragma once

#include "engine/vulkan/device/instance.h"

namespace saccade::vulkan {

// Never fails: what keeps us from using it goes into `unusable`.
PhysicalDevice describe_physical_device(const Api& api, VkPhysicalDevice handle);

}  // namespace saccade::vulkan
