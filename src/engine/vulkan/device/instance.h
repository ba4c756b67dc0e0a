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

// What the engine needs to know of a device: its properties and limits.
struct Caps {
  uint32_t subgroup_size = 1;
  uint32_t max_group_invocations = 128;
  uint32_t max_group_count_x = 65535;
  uint32_t shared_memory_bytes = 16384;
  uint32_t push_constant_bytes = 128;
  size_t max_buffer_range_bytes = size_t{128} << 20;
  size_t max_allocation_bytes = size_t{1} << 30;  // of one buffer
  size_t offset_alignment_bytes = 256;            // of storage buffer ranges
  size_t atom_bytes = 64;                         // of ranges to flush or invalidate
  float timestamp_period_ns = 0;                  // 0: no timestamps on the compute queue
  uint32_t timestamp_bits = 0;                    // that count; they wrap
  bool unified_memory = false;                    // host and device share it: kDevice buffers are mapped
  bool direct_upload = false;  // kUpload buffers lie in the device's memory: shaders read them at full speed
  bool avoid_half = false;     // precision auto is float32 here: the driver is known to get float16 wrong
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
  uint64_t memory_bytes = 0;  // of its own heaps together
  Caps caps;
  std::vector<std::string> quirks;  // names of the table's lines that hold here
  std::string unusable;             // why the engine cannot run on it (API too old, no compute queue); empty: it can

  bool is_cpu() const { return type == VK_PHYSICAL_DEVICE_TYPE_CPU; }
  std::string uuid_text() const;  // "8f2a0c5e-...": 8-4-4-4-12 hexadecimal digits
};

// The Khronos validation layer: its core checks, with those of synchronisation, with those made inside of shaders.
enum class Validation : uint8_t { kOff, kCore, kSynchronisation, kGpuAssisted };

struct InstanceOptions {
  std::string loader = {};                   // library to open; empty: the system's
  Validation validation = Validation::kOff;  // kOff: SACCADE_VULKAN_VALIDATION=1|sync|gpu decides
};

class DebugMessages;  // debug_messages.h

// Outlives its devices (they keep it). Immutable, thread-safe.
class Instance {
 public:
  // unavailable: no loader, no driver (ICD), loader older than Vulkan 1.1, no device; failed_precondition: validation
  // without its layer. Each with its remedy and what the loader said.
  static Result<std::shared_ptr<const Instance>> create(const InstanceOptions& options = {});
  // For tests: on a table of functions whose global part is filled.
  static Result<std::shared_ptr<const Instance>> create(Api api, const InstanceOptions& options);
  ~Instance();
  Instance(const Instance&) = delete;

  const Api& api() const { return api_; }
  VkInstance handle() const { return handle_; }
  // At least one, in the driver's order, unusable ones included.
  const std::vector<PhysicalDevice>& devices() const { return devices_; }
  // In force: option or environment.
  Validation validation() const { return validation_; }
  // The errors that validation has found so far (at most 100).
  std::vector<std::string> validation_messages() const;

 private:
  Instance();
  Status make(Validation validation);
  Status find_devices();
  Status listen();  // to the validation layer

  Api api_;
  Validation validation_ = Validation::kOff;
  std::unique_ptr<DebugMessages> messages_;
  VkDebugUtilsMessengerEXT messenger_ = VK_NULL_HANDLE;
  VkInstance handle_ = VK_NULL_HANDLE;
  std::vector<PhysicalDevice> devices_;
};

}  // namespace saccade::vulkan
