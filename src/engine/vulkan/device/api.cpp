#include "engine/vulkan/device/api.h"

#include <dlfcn.h>

namespace saccade::vulkan {
namespace {

constexpr const char* kNoLoader =
    "there is no Vulkan loader (libvulkan.so.1) on this machine; install it (Debian, Ubuntu: apt install libvulkan1) "
    "and the driver of the GPU";

std::shared_ptr<void> open_library(const std::string& name) {
  return {dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL), [](void* handle) {
            if (handle != nullptr) dlclose(handle);
          }};
}

Status lacks(const char* name) {
  return unavailable(std::string("the Vulkan loader or driver has no vk") + name +
                     "; Vulkan 1.1 is needed: update the driver");
}

}  // namespace

Result<Api> open_loader(const std::string& library) {
  Api api;
  if (!library.empty()) {
    api.library = open_library(library);
    if (!api.library) return unavailable("the Vulkan loader '" + library + "' cannot be opened: " + dlerror());
  } else {
    api.library = open_library("libvulkan.so.1");
    if (!api.library) api.library = open_library("libvulkan.so");
    if (!api.library) return unavailable(kNoLoader);
  }
  api.GetInstanceProcAddr =
      reinterpret_cast<PFN_vkGetInstanceProcAddr>(dlsym(api.library.get(), "vkGetInstanceProcAddr"));
  if (api.GetInstanceProcAddr == nullptr) return lacks("GetInstanceProcAddr");
#define SACCADE_VULKAN_LOAD(name)                                                                 \
  api.name = reinterpret_cast<PFN_vk##name>(api.GetInstanceProcAddr(VK_NULL_HANDLE, "vk" #name)); \
  if (api.name == nullptr) return lacks(#name);
  SACCADE_VULKAN_GLOBAL_FUNCTIONS(SACCADE_VULKAN_LOAD)
#undef SACCADE_VULKAN_LOAD
  return api;
}

Status load_instance_functions(Api& api, VkInstance instance) {
#define SACCADE_VULKAN_LOAD(name)                                                           \
  api.name = reinterpret_cast<PFN_vk##name>(api.GetInstanceProcAddr(instance, "vk" #name)); \
  if (api.name == nullptr) return lacks(#name);
  SACCADE_VULKAN_INSTANCE_FUNCTIONS(SACCADE_VULKAN_LOAD)
#undef SACCADE_VULKAN_LOAD
  return ok_status();
}

Status load_device_functions(Api& api, VkDevice device) {
#define SACCADE_VULKAN_LOAD(name)                                                       \
  api.name = reinterpret_cast<PFN_vk##name>(api.GetDeviceProcAddr(device, "vk" #name)); \
  if (api.name == nullptr) return lacks(#name);
  SACCADE_VULKAN_DEVICE_FUNCTIONS(SACCADE_VULKAN_LOAD)
#undef SACCADE_VULKAN_LOAD
  return ok_status();
}

const char* result_name(VkResult result) {
  switch (result) {
    case VK_SUCCESS:
      return "VK_SUCCESS";
    case VK_NOT_READY:
      return "VK_NOT_READY";
    case VK_TIMEOUT:
      return "VK_TIMEOUT";
    case VK_INCOMPLETE:
      return "VK_INCOMPLETE";
    case VK_ERROR_OUT_OF_HOST_MEMORY:
      return "VK_ERROR_OUT_OF_HOST_MEMORY";
    case VK_ERROR_OUT_OF_DEVICE_MEMORY:
      return "VK_ERROR_OUT_OF_DEVICE_MEMORY";
    case VK_ERROR_INITIALIZATION_FAILED:
      return "VK_ERROR_INITIALIZATION_FAILED";
    case VK_ERROR_DEVICE_LOST:
      return "VK_ERROR_DEVICE_LOST";
    case VK_ERROR_MEMORY_MAP_FAILED:
      return "VK_ERROR_MEMORY_MAP_FAILED";
    case VK_ERROR_LAYER_NOT_PRESENT:
      return "VK_ERROR_LAYER_NOT_PRESENT";
    case VK_ERROR_EXTENSION_NOT_PRESENT:
      return "VK_ERROR_EXTENSION_NOT_PRESENT";
    case VK_ERROR_FEATURE_NOT_PRESENT:
      return "VK_ERROR_FEATURE_NOT_PRESENT";
    case VK_ERROR_INCOMPATIBLE_DRIVER:
      return "VK_ERROR_INCOMPATIBLE_DRIVER";
    case VK_ERROR_TOO_MANY_OBJECTS:
      return "VK_ERROR_TOO_MANY_OBJECTS";
    case VK_ERROR_FRAGMENTED_POOL:
      return "VK_ERROR_FRAGMENTED_POOL";
    case VK_ERROR_OUT_OF_POOL_MEMORY:
      return "VK_ERROR_OUT_OF_POOL_MEMORY";
    case VK_ERROR_INVALID_SHADER_NV:
      return "VK_ERROR_INVALID_SHADER_NV";
    default:
      return "VK_ERROR_UNKNOWN";
  }
}

Status call_failed(const char* call, VkResult result) {
  const std::string text = std::string(call) + " failed with " + result_name(result);
  switch (result) {
    case VK_ERROR_OUT_OF_HOST_MEMORY:
    case VK_ERROR_OUT_OF_DEVICE_MEMORY:
    case VK_ERROR_TOO_MANY_OBJECTS:
      return resource_exhausted(text + "; close other programs that use the GPU, or use a smaller batch");
    case VK_ERROR_DEVICE_LOST:
      return unavailable(text + ": the GPU was reset or hung; run it again, and look into the kernel's log");
    case VK_ERROR_INCOMPATIBLE_DRIVER:
    case VK_ERROR_INITIALIZATION_FAILED:
      return unavailable(text + "; update or reinstall the GPU's driver");
    default:
      return internal_error(text);
  }
}

}  // namespace saccade::vulkan
