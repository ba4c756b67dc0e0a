// What a Device has made of its shaders. Private to the device.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "engine/vulkan/device/device.h"

namespace saccade::vulkan {

struct Device::Pipelines {
  struct Layout {
    VkDescriptorSetLayout set = VK_NULL_HANDLE;
    VkPipelineLayout pipeline = VK_NULL_HANDLE;
  };
  struct Entry {
    Pipeline pipeline;
    bool ready = false;  // false: a thread is at it
  };
  using Key = std::pair<ShaderId, std::vector<uint32_t>>;

  std::mutex mutex;
  std::condition_variable changed;
  std::map<Key, Entry> made;           // entries stay where they are
  std::map<uint32_t, Layout> layouts;  // by the number of bindings
  std::map<ShaderId, VkShaderModule> modules;
  VkPipelineCache cache = VK_NULL_HANDLE;
  uint64_t made_count = 0, saved_count = 0;

  void destroy(const Api& api, VkDevice device);
};

}  // namespace saccade::vulkan
