// Instance and the physical devices that it sees.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/vulkan/device/api.h"

namespace saccade::vulkan {

struct PciAddress {
  uint32_t domain = 0, bus = 0, device = 0, function = 0;
  bool operator==(const PciAddress&) const = default;
};

// What the engine needs to know of a device. Filled from features, limits and the quirk table (quirks.h).
struct Caps {
  uint32_t subgroup_size = 1;
  uint32_t max_group_invocations = 128;
  uint32_t max_group_count_x = 65535;
  uint32_t shared_memory_bytes = 16384;
  uint32_t push_constant_bytes = 128;
  size_t max_buffer_range_bytes = size_t{128} << 20;
  size_t offset_alignment_bytes = 256;  // of storage buffer ranges
  size_t atom_bytes = 64;               // of ranges to flush or invalidate
  float timestamp_period_ns = 0;        // 0: no timestamps on the compute queue
  bool unified_memory = false;          // every heap is the device's own: uploads need no staging copy
};

struct PhysicalDevice {
  VkPhysicalDevice handle = VK_NULL_HANDLE;
  std::string name;         // "NVIDIA H200"
  std::string driver_name;  // "NVIDIA", "llvmpipe"
  std::string driver_info;  // "550.54.15"
  VkPhysicalDeviceType type = VK_PHYSICAL_DEVICE_TYPE_OTHER;
  uint32_t vendor_id = 0, device_id = 0, driver_version = 0, api_version = 0;
  std::array<uint8_t, VK_UUID_SIZE> uuid{}, driver_uuid{};
  std::array<uint8_t, VK_UUID_SIZE> pipeline_cache_uuid{};
  std::optional<PciAddress> pci;
  uint32_t queue_family = 0;
  Caps caps;
  std::string unusable;  // why the engine cannot run on it (API too old, no compute queue); empty: it can

  bool is_cpu() const { return type == VK_PHYSICAL_DEVICE_TYPE_CPU; }
  std::string uuid_text() const;  // "8f2a0c5e-...": 8-4-4-4-12 hexadecimal digits
};

struct InstanceOptions {
  std::string loader;       // library to open; empty: the system's
  bool validation = false;  // the Khronos layer with its messages as errors; SACCADE_VULKAN_VALIDATION sets it too
};

// Outlives its devices (they keep it). Immutable, thread-safe.
class Instance {
 public:
  // unavailable: no loader, no driver (ICD), loader or driver older than Vulkan 1.1; each with its remedy.
  static Result<std::shared_ptr<const Instance>> create(const InstanceOptions& options = {});
  // For tests: on a table of functions whose global part is filled.
  static Result<std::shared_ptr<const Instance>> create(Api api, const InstanceOptions& options);
  ~Instance();
  Instance(const Instance&) = delete;

  const Api& api() const { return api_; }
  VkInstance handle() const { return handle_; }
  // In the driver's order, unusable ones included.
  const std::vector<PhysicalDevice>& devices() const { return devices_; }

 private:
  Instance() = default;
  Api api_;
  VkInstance handle_ = VK_NULL_HANDLE;
  std::vector<PhysicalDevice> devices_;
};

}  // namespace saccade::vulkan
