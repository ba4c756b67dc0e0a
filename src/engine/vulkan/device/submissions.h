// What a Device has submitted. Private to the device.
#pragma once

#include <map>
#include <mutex>
#include <vector>

#include "engine/vulkan/device/device.h"

namespace saccade::vulkan {

struct Device::Submissions {
  struct Entry {
    VkFence fence = VK_NULL_HANDLE;
    int waiters = 0;  // threads that use the fence outside of the lock
  };

  std::mutex mutex;                   // also the queue's: it belongs to one thread at a time
  uint64_t last = 0;                  // number of the last submission
  std::map<uint64_t, Entry> running;  // or done, and nobody asked yet
  std::vector<VkFence> idle;          // reset when taken

  void destroy(const Api& api, VkDevice device);
};

}  // namespace saccade::vulkan
