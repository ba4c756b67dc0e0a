// Which of a device's memory types serves which use. Plain functions of the properties, so that devices that are not at
// hand are tested too.
#pragma once

#include <vector>

#include "engine/vulkan/device/device.h"

namespace saccade::vulkan {

// Host and device share the memory: every heap is the device's own, or it is an integrated GPU or a CPU that can map
// it.
bool is_unified(const VkPhysicalDeviceMemoryProperties& memory, VkPhysicalDeviceType type);

// The host can write into the device's main heap (resizable BAR). The 256 MiB window of older machines is a heap of its
// own and does not count: it is soon full.
bool has_resizable_bar(const VkPhysicalDeviceMemoryProperties& memory);

// Indices of the types among `allowed` (one bit each, VkMemoryRequirements) that fit, best first.
std::vector<uint32_t> memory_types_for(MemoryUse use, const Caps& caps, const VkPhysicalDeviceMemoryProperties& memory,
                                       uint32_t allowed);

}  // namespace saccade::vulkan
