// Api: the Vulkan functions that we call, taken from the loader at run time, so that a binary starts without Vulkan.
// The only door to Vulkan: tests replace entries to inject failures.
#pragma once

#include <memory>
#include <string>

// Types and constants only; nothing of the loader is linked.
#define VK_NO_PROTOTYPES
#include <vulkan/vulkan_core.h>

#include "saccade/status.h"

namespace saccade::vulkan {

// One line a function: name without the prefix vk. Instance functions are filled by load_instance_functions(), device
// functions by load_device_functions(); null until then.
// clang-format off
#define SACCADE_VULKAN_GLOBAL_FUNCTIONS(F)                                                                           \
  F(EnumerateInstanceVersion) F(EnumerateInstanceExtensionProperties) F(EnumerateInstanceLayerProperties)            \
  F(CreateInstance)
#define SACCADE_VULKAN_INSTANCE_FUNCTIONS(F)                                                                         \
  F(DestroyInstance) F(EnumeratePhysicalDevices) F(EnumerateDeviceExtensionProperties)                               \
  F(GetPhysicalDeviceProperties2) F(GetPhysicalDeviceFeatures2) F(GetPhysicalDeviceMemoryProperties)                 \
  F(GetPhysicalDeviceQueueFamilyProperties) F(CreateDevice) F(GetDeviceProcAddr)
#define SACCADE_VULKAN_DEVICE_FUNCTIONS(F)                                                                           \
  F(DestroyDevice) F(GetDeviceQueue) F(CreateBuffer) F(DestroyBuffer) F(GetBufferMemoryRequirements)                 \
  F(AllocateMemory) F(FreeMemory) F(BindBufferMemory) F(MapMemory) F(FlushMappedMemoryRanges)                        \
  F(InvalidateMappedMemoryRanges) F(CreateShaderModule) F(DestroyShaderModule) F(CreateDescriptorSetLayout)          \
  F(DestroyDescriptorSetLayout) F(CreatePipelineLayout) F(DestroyPipelineLayout) F(CreateComputePipelines)           \
  F(DestroyPipeline) F(CreatePipelineCache) F(GetPipelineCacheData) F(DestroyPipelineCache) F(CreateDescriptorPool)  \
  F(DestroyDescriptorPool) F(AllocateDescriptorSets) F(UpdateDescriptorSets) F(CreateCommandPool)                    \
  F(DestroyCommandPool) F(AllocateCommandBuffers) F(BeginCommandBuffer) F(EndCommandBuffer) F(CmdBindPipeline)       \
  F(CmdBindDescriptorSets) F(CmdPushConstants) F(CmdDispatch) F(CmdPipelineBarrier) F(CmdCopyBuffer)                 \
  F(CmdFillBuffer) F(CreateQueryPool) F(DestroyQueryPool) F(CmdResetQueryPool) F(CmdWriteTimestamp)                  \
  F(GetQueryPoolResults) F(CreateFence) F(DestroyFence) F(ResetFences) F(GetFenceStatus) F(WaitForFences)            \
  F(QueueSubmit) F(DeviceWaitIdle)
// clang-format on

struct Api {
#define SACCADE_VULKAN_MEMBER(name) PFN_vk##name name = nullptr;
  SACCADE_VULKAN_GLOBAL_FUNCTIONS(SACCADE_VULKAN_MEMBER)
  SACCADE_VULKAN_INSTANCE_FUNCTIONS(SACCADE_VULKAN_MEMBER)
  SACCADE_VULKAN_DEVICE_FUNCTIONS(SACCADE_VULKAN_MEMBER)
#undef SACCADE_VULKAN_MEMBER
  PFN_vkGetInstanceProcAddr GetInstanceProcAddr = nullptr;
  std::shared_ptr<void> library;  // keeps the loader open
};

// A struct of Vulkan's that is zero but for its type.
template <typename T>
T typed(VkStructureType type) {
  T made = {};
  made.sType = type;
  return made;
}

// Opens the loader. `library` empty: libvulkan.so.1, then libvulkan.so. unavailable when there is none or it lacks a
// function, with the remedy.
Result<Api> open_loader(const std::string& library = {});
Status load_instance_functions(Api& api, VkInstance instance);
Status load_device_functions(Api& api, VkDevice device);

const char* result_name(VkResult result);  // "VK_ERROR_DEVICE_LOST"
// The Status of a failed call: resource_exhausted for memory, unavailable for a lost device or a driver that cannot,
// internal otherwise; names call and result.
Status call_failed(const char* call, VkResult result);

}  // namespace saccade::vulkan
