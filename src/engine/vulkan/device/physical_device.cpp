#include "engine/vulkan/device/physical_device.h"

#include <algorithm>
#include <cstring>

#include "engine/vulkan/device/memory_types.h"

namespace saccade::vulkan {
namespace {

using Extensions = std::vector<VkExtensionProperties>;

Result<Extensions> device_extensions(const Api& api, VkPhysicalDevice handle) {
  for (;;) {  // the number may grow between the two calls
    uint32_t count = 0;
    VkResult result = api.EnumerateDeviceExtensionProperties(handle, nullptr, &count, nullptr);
    if (result != VK_SUCCESS) return call_failed("vkEnumerateDeviceExtensionProperties", result);
    Extensions found(count);
    result = api.EnumerateDeviceExtensionProperties(handle, nullptr, &count, found.data());
    if (result == VK_INCOMPLETE) continue;
    if (result != VK_SUCCESS) return call_failed("vkEnumerateDeviceExtensionProperties", result);
    found.resize(count);
    return found;
  }
}

bool has(const Extensions& extensions, const char* name) {
  return std::any_of(extensions.begin(), extensions.end(),
                     [name](const VkExtensionProperties& e) { return std::strcmp(e.extensionName, name) == 0; });
}

// The properties that we read, chained; those of extensions only where the device has them.
struct Properties {
  VkPhysicalDeviceProperties2 core = {};
  VkPhysicalDeviceIDProperties id = {};
  VkPhysicalDeviceSubgroupProperties subgroup = {};
  VkPhysicalDeviceMaintenance3Properties allocation = {};
  VkPhysicalDeviceDriverProperties driver = {};
  VkPhysicalDevicePCIBusInfoPropertiesEXT pci = {};

  void read(const Api& api, VkPhysicalDevice handle, bool with_driver, bool with_pci) {
    core.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2;
    void** end = &core.pNext;
    const auto add = [&end](auto& part, VkStructureType type) {
      part.sType = type;
      *end = &part;
      end = &part.pNext;
    };
    add(id, VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_ID_PROPERTIES);
    add(subgroup, VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SUBGROUP_PROPERTIES);
    add(allocation, VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MAINTENANCE_3_PROPERTIES);
    if (with_driver) add(driver, VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_DRIVER_PROPERTIES);
    if (with_pci) add(pci, VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PCI_BUS_INFO_PROPERTIES_EXT);
    api.GetPhysicalDeviceProperties2(handle, &core);
  }
};

Caps caps_of(const Properties& properties, const VkPhysicalDeviceMemoryProperties& memory) {
  const VkPhysicalDeviceLimits& limits = properties.core.properties.limits;
  Caps caps;
  caps.subgroup_size = std::max(1u, properties.subgroup.subgroupSize);
  caps.max_group_invocations = std::min(limits.maxComputeWorkGroupInvocations, limits.maxComputeWorkGroupSize[0]);
  caps.max_group_count_x = limits.maxComputeWorkGroupCount[0];
  caps.shared_memory_bytes = limits.maxComputeSharedMemorySize;
  caps.push_constant_bytes = limits.maxPushConstantsSize;
  caps.max_buffer_range_bytes = limits.maxStorageBufferRange;
  if (properties.allocation.maxMemoryAllocationSize > 0) {
    caps.max_allocation_bytes = properties.allocation.maxMemoryAllocationSize;
  }
  caps.offset_alignment_bytes = std::max<size_t>(4, limits.minStorageBufferOffsetAlignment);
  caps.atom_bytes = std::max<size_t>(1, limits.nonCoherentAtomSize);
  caps.unified_memory = is_unified(memory, properties.core.properties.deviceType);
  caps.direct_upload = caps.unified_memory || has_resizable_bar(memory);
  return caps;
}

// A family that computes; one without graphics, where there is such, does not wait behind a desktop's frames. Compute
// implies transfer.
std::optional<uint32_t> compute_family(const std::vector<VkQueueFamilyProperties>& families) {
  std::optional<uint32_t> found;
  for (uint32_t i = 0; i < families.size(); ++i) {
    const VkQueueFlags flags = families[i].queueFlags;
    if (families[i].queueCount == 0 || (flags & VK_QUEUE_COMPUTE_BIT) == 0) continue;
    if ((flags & VK_QUEUE_GRAPHICS_BIT) == 0) return i;
    if (!found) found = i;
  }
  return found;
}

void choose_queue(const Api& api, PhysicalDevice& device, float timestamp_period_ns) {
  uint32_t count = 0;
  api.GetPhysicalDeviceQueueFamilyProperties(device.handle, &count, nullptr);
  std::vector<VkQueueFamilyProperties> families(count);
  api.GetPhysicalDeviceQueueFamilyProperties(device.handle, &count, families.data());
  families.resize(count);
  const std::optional<uint32_t> family = compute_family(families);
  if (!family) {
    device.unusable = "it has no queue for compute shaders";
    return;
  }
  device.queue_family = *family;
  device.caps.timestamp_bits = families[*family].timestampValidBits;
  device.caps.timestamp_period_ns = device.caps.timestamp_bits > 0 ? timestamp_period_ns : 0;
}

std::string version_text(uint32_t version) {
  return std::to_string(VK_API_VERSION_MAJOR(version)) + "." + std::to_string(VK_API_VERSION_MINOR(version)) + "." +
         std::to_string(VK_API_VERSION_PATCH(version));
}

void fill_identity(const Properties& properties, PhysicalDevice& device) {
  const VkPhysicalDeviceProperties& core = properties.core.properties;
  device.name = core.deviceName;
  device.type = core.deviceType;
  device.vendor_id = core.vendorID;
  device.device_id = core.deviceID;
  device.driver_version = core.driverVersion;
  device.api_version = core.apiVersion;
  std::copy_n(properties.id.deviceUUID, VK_UUID_SIZE, device.uuid.begin());
  std::copy_n(properties.id.driverUUID, VK_UUID_SIZE, device.driver_uuid.begin());
  std::copy_n(core.pipelineCacheUUID, VK_UUID_SIZE, device.pipeline_cache_uuid.begin());
  device.driver_name = properties.driver.driverName;
  device.driver_info = properties.driver.driverInfo;
}

}  // namespace

std::string PhysicalDevice::uuid_text() const {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (size_t i = 0; i < uuid.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += kDigits[uuid[i] >> 4];
    text += kDigits[uuid[i] & 15];
  }
  return text;
}

PhysicalDevice describe_physical_device(const Api& api, VkPhysicalDevice handle) {
  PhysicalDevice device;
  device.handle = handle;
  const Result<Extensions> extensions = device_extensions(api, handle);
  const bool with_driver = extensions && has(*extensions, VK_KHR_DRIVER_PROPERTIES_EXTENSION_NAME);
  const bool with_pci = extensions && has(*extensions, VK_EXT_PCI_BUS_INFO_EXTENSION_NAME);
  Properties properties;
  properties.read(api, handle, with_driver, with_pci);
  fill_identity(properties, device);
  if (with_pci) {
    device.pci = PciAddress{properties.pci.pciDomain, properties.pci.pciBus, properties.pci.pciDevice,
                            properties.pci.pciFunction};
  }
  VkPhysicalDeviceMemoryProperties memory = {};
  api.GetPhysicalDeviceMemoryProperties(handle, &memory);
  device.caps = caps_of(properties, memory);
  for (uint32_t heap = 0; heap < memory.memoryHeapCount; ++heap) {
    if (memory.memoryHeaps[heap].flags & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT) {
      device.memory_bytes += memory.memoryHeaps[heap].size;
    }
  }
  choose_queue(api, device, properties.core.properties.limits.timestampPeriod);
  if (device.api_version < VK_API_VERSION_1_1) {
    device.unusable =
        "its driver has Vulkan " + version_text(device.api_version) + ", 1.1 is needed; update the driver";
  }
  if (!extensions) device.unusable = extensions.error().message();
  return device;
}

}  // namespace saccade::vulkan
