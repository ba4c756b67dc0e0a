#include "engine/vulkan/device/memory_types.h"

#include <algorithm>

namespace saccade::vulkan {
namespace {

constexpr VkMemoryPropertyFlags kLocal = VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT;
constexpr VkMemoryPropertyFlags kVisible = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT;
constexpr VkMemoryPropertyFlags kCoherent = VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
constexpr VkMemoryPropertyFlags kCached = VK_MEMORY_PROPERTY_HOST_CACHED_BIT;
// Lazily allocated and protected memory cannot back buffers; AMD's uncached debug types are slow.
constexpr VkMemoryPropertyFlags kUnfit = VK_MEMORY_PROPERTY_LAZILY_ALLOCATED_BIT | VK_MEMORY_PROPERTY_PROTECTED_BIT |
                                         VK_MEMORY_PROPERTY_DEVICE_COHERENT_BIT_AMD |
                                         VK_MEMORY_PROPERTY_DEVICE_UNCACHED_BIT_AMD;

uint32_t main_heap(const VkPhysicalDeviceMemoryProperties& memory) {
  uint32_t found = 0;
  VkDeviceSize most = 0;
  for (uint32_t i = 0; i < memory.memoryHeapCount; ++i) {
    const bool local = (memory.memoryHeaps[i].flags & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT) != 0;
    if (!local || memory.memoryHeaps[i].size <= most) continue;
    most = memory.memoryHeaps[i].size;
    found = i;
  }
  return found;
}

// In the device's main heap and mappable.
bool is_direct(const VkPhysicalDeviceMemoryProperties& memory, uint32_t type) {
  const VkMemoryPropertyFlags flags = memory.memoryTypes[type].propertyFlags;
  return (flags & kLocal) != 0 && (flags & kVisible) != 0 && memory.memoryTypes[type].heapIndex == main_heap(memory);
}

struct Wish {
  VkMemoryPropertyFlags needed = 0;
  // Worth, most important first; negative: better without.
  int local = 0, visible = 0, coherent = 0, cached = 0;
};

Wish wish_for(MemoryUse use, const Caps& caps) {
  const int shared = caps.unified_memory ? 8 : -8;
  switch (use) {
    case MemoryUse::kDevice:
      return {.needed = kLocal, .visible = shared, .coherent = 2, .cached = caps.unified_memory ? 1 : -1};
    case MemoryUse::kUpload:  // write-combined memory is not read back, so a cache only costs
      return {.needed = kVisible, .local = caps.direct_upload ? 8 : -8, .coherent = 4, .cached = -1};
    case MemoryUse::kReadback:
      return {.needed = kVisible, .local = shared / 4, .coherent = 1, .cached = 8};
  }
  return {};
}

}  // namespace

bool is_unified(const VkPhysicalDeviceMemoryProperties& memory, VkPhysicalDeviceType type) {
  bool all_local = true, direct = false;
  for (uint32_t i = 0; i < memory.memoryHeapCount; ++i) {
    all_local &= (memory.memoryHeaps[i].flags & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT) != 0;
  }
  for (uint32_t i = 0; i < memory.memoryTypeCount; ++i) direct |= is_direct(memory, i);
  const bool shares = type == VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU || type == VK_PHYSICAL_DEVICE_TYPE_CPU;
  return direct && (all_local || shares);
}

bool has_resizable_bar(const VkPhysicalDeviceMemoryProperties& memory) {
  for (uint32_t i = 0; i < memory.memoryTypeCount; ++i) {
    if (is_direct(memory, i) && (memory.memoryTypes[i].propertyFlags & kCached) == 0) return true;
  }
  return false;
}

std::vector<uint32_t> memory_types_for(MemoryUse use, const Caps& caps, const VkPhysicalDeviceMemoryProperties& memory,
                                       uint32_t allowed) {
  const Wish wish = wish_for(use, caps);
  std::vector<std::pair<int, uint32_t>> fit;  // worth, index
  for (uint32_t i = 0; i < memory.memoryTypeCount; ++i) {
    const VkMemoryPropertyFlags flags = memory.memoryTypes[i].propertyFlags;
    if ((allowed >> i & 1) == 0 || (flags & wish.needed) != wish.needed || (flags & kUnfit) != 0) continue;
    // The small window into a GPU's memory stays for those who need it.
    const bool window = (flags & kLocal) != 0 && (flags & kVisible) != 0 && !is_direct(memory, i);
    const int worth = ((flags & kLocal) != 0 ? wish.local : 0) + ((flags & kVisible) != 0 ? wish.visible : 0) +
                      ((flags & kCoherent) != 0 ? wish.coherent : 0) + ((flags & kCached) != 0 ? wish.cached : 0) -
                      (window ? 32 : 0);
    fit.emplace_back(worth, i);
  }
  std::stable_sort(fit.begin(), fit.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<uint32_t> types;
  for (const auto& [worth, type] : fit) types.push_back(type);
  return types;
}

}  // namespace saccade::vulkan
