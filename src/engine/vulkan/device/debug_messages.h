// DebugMessages: what loader and validation layer report through VK_EXT_debug_utils.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "engine/vulkan/device/api.h"

namespace saccade::vulkan {

// Collects errors. Thread-safe; stays where it is while an instance knows it.
class DebugMessages {
 public:
  DebugMessages() = default;
  DebugMessages(const DebugMessages&) = delete;

  // For vkCreateInstance (messages while it runs) and for a messenger. Those of the loader are of type GENERAL.
  VkDebugUtilsMessengerCreateInfoEXT create_info(VkDebugUtilsMessageTypeFlagsEXT types);
  std::vector<std::string> errors() const;
  void clear();

 private:
  void add(std::string text);
  static VKAPI_ATTR VkBool32 VKAPI_CALL receive(VkDebugUtilsMessageSeverityFlagBitsEXT severity,
                                                VkDebugUtilsMessageTypeFlagsEXT types,
                                                const VkDebugUtilsMessengerCallbackDataEXT* data, void* self);
  mutable std::mutex mutex_;
  std::vector<std::string> errors_;
};

}  // namespace saccade::vulkan
