#include "engine/vulkan/device/device.h"

#include <algorithm>
#include <bit>

#include "engine/vulkan/device/pipelines.h"
#include "engine/vulkan/device/submissions.h"

namespace saccade::vulkan {
namespace {

// What tests ask a device to be: no larger promises than its own.
Status apply(const DeviceOptions& options, Caps& caps) {
  if (options.force_staging) caps.unified_memory = caps.direct_upload = false;
  if (options.fake_alignment_bytes == 0) return ok_status();
  if (!std::has_single_bit(options.fake_alignment_bytes)) {
    return invalid_argument("fake_alignment_bytes is " + std::to_string(options.fake_alignment_bytes) +
                            "; it must be a power of two");
  }
  caps.offset_alignment_bytes = std::max(caps.offset_alignment_bytes, options.fake_alignment_bytes);
  caps.atom_bytes = std::max(caps.atom_bytes, options.fake_alignment_bytes);
  return ok_status();
}

// Shaders need no feature. The layer's own checks inside of shaders write from every stage.
VkPhysicalDeviceFeatures wanted_features(const Instance& instance, VkPhysicalDevice physical) {
  VkPhysicalDeviceFeatures wanted = {};
  if (instance.validation() != Validation::kGpuAssisted) return wanted;
  auto has = typed<VkPhysicalDeviceFeatures2>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2);
  instance.api().GetPhysicalDeviceFeatures2(physical, &has);
  wanted.vertexPipelineStoresAndAtomics = has.features.vertexPipelineStoresAndAtomics;
  wanted.fragmentStoresAndAtomics = has.features.fragmentStoresAndAtomics;
  return wanted;
}

}  // namespace

Device::Device() : pipelines_(std::make_unique<Pipelines>()), submissions_(std::make_unique<Submissions>()) {}

Result<std::shared_ptr<Device>> Device::create(std::shared_ptr<const Instance> instance, const PhysicalDevice& physical,
                                               const DeviceOptions& options) {
  if (!physical.unusable.empty()) {
    return unavailable("the device '" + physical.name + "' cannot be used: " + physical.unusable);
  }
  std::shared_ptr<Device> device(new Device());
  device->instance_ = std::move(instance);
  SACCADE_TRY(device->open(physical, options).with_context("device '" + physical.name + "'"));
  SACCADE_TRY(device->open_pipelines());
  return device;
}

Status Device::open(const PhysicalDevice& physical, const DeviceOptions& options) {
  physical_ = physical;
  options_ = options;
  SACCADE_TRY(apply(options, physical_.caps));
  api_ = instance_->api();
  api_.GetPhysicalDeviceMemoryProperties(physical.handle, &memory_);
  const float priority = 1;
  auto queue = typed<VkDeviceQueueCreateInfo>(VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO);
  queue.queueFamilyIndex = physical.queue_family;
  queue.queueCount = 1;
  queue.pQueuePriorities = &priority;
  const VkPhysicalDeviceFeatures features = wanted_features(*instance_, physical.handle);
  auto info = typed<VkDeviceCreateInfo>(VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO);
  info.queueCreateInfoCount = 1;
  info.pQueueCreateInfos = &queue;
  info.pEnabledFeatures = &features;
  VkDevice handle = VK_NULL_HANDLE;
  SACCADE_TRY(note("vkCreateDevice", api_.CreateDevice(physical.handle, &info, nullptr, &handle)));
  handle_ = handle;
  SACCADE_TRY(load_device_functions(api_, handle_));
  api_.GetDeviceQueue(handle_, physical.queue_family, 0, &queue_);
  return ok_status();
}

// Buffers and recordings hold the device, so none is left; what they submitted may still run. A lost device may never
// answer and is not asked.
Device::~Device() {
  if (handle_ == VK_NULL_HANDLE || api_.DestroyDevice == nullptr) return;
  if (queue_ != VK_NULL_HANDLE) {
    if (!lost()) static_cast<void>(api_.DeviceWaitIdle(handle_));
    submissions_->destroy(api_, handle_);
    pipelines_->destroy(api_, handle_);
  }
  api_.DestroyDevice(handle_, nullptr);
}

Status Device::alive() const {
  if (!lost()) return ok_status();
  return unavailable("the GPU '" + physical_.name + "' was lost (reset, hung or removed); run it again");
}

Status Device::note(const char* call, VkResult result) const {
  if (result == VK_SUCCESS) return ok_status();
  if (result == VK_ERROR_DEVICE_LOST) lost_.store(true);
  return call_failed(call, result);
}

}  // namespace saccade::vulkan
