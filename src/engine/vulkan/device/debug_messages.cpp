#include "engine/vulkan/device/debug_messages.h"

namespace saccade::vulkan {
namespace {

constexpr size_t kMostMessages = 100;  // a fault inside a loop would fill the memory

}  // namespace

VkDebugUtilsMessengerCreateInfoEXT DebugMessages::create_info(VkDebugUtilsMessageTypeFlagsEXT types) {
  auto info = typed<VkDebugUtilsMessengerCreateInfoEXT>(VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CREATE_INFO_EXT);
  info.messageSeverity = VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT;
  info.messageType = types;
  info.pfnUserCallback = &DebugMessages::receive;
  info.pUserData = this;
  return info;
}

std::vector<std::string> DebugMessages::errors() const {
  const std::lock_guard lock(mutex_);
  return errors_;
}

void DebugMessages::clear() {
  const std::lock_guard lock(mutex_);
  errors_.clear();
}

void DebugMessages::add(std::string text) {
  const std::lock_guard lock(mutex_);
  if (errors_.size() < kMostMessages) errors_.push_back(std::move(text));
}

VKAPI_ATTR VkBool32 VKAPI_CALL DebugMessages::receive(VkDebugUtilsMessageSeverityFlagBitsEXT,
                                                      VkDebugUtilsMessageTypeFlagsEXT,
                                                      const VkDebugUtilsMessengerCallbackDataEXT* data, void* self) {
  if (data->pMessage != nullptr) static_cast<DebugMessages*>(self)->add(data->pMessage);
  return VK_FALSE;  // the call goes on
}

}  // namespace saccade::vulkan
