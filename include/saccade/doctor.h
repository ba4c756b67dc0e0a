// Devices and the doctor: what this machine can do, what is wrong, and the remedy.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "saccade/status.h"

namespace saccade {

struct DeviceInfo {
  std::string id;      // what --device takes: "cpu", "gpu:0", "vulkan:cpu"; empty for one that is hidden
  std::string name;    // "NVIDIA H200"
  std::string kind;    // "cpu", "discrete gpu", "integrated gpu", "virtual gpu", "other gpu", "vulkan on the cpu"
  std::string driver;  // "NVIDIA 550.54.15"; of a GPU, as all that follows
  std::string uuid;    // as nvidia-smi -L prints it, without "GPU-"
  std::string pci;     // "0000:01:00.0"; empty where the driver does not say
  int64_t memory_bytes = 0;
  std::string unusable;  // why it cannot be used; empty: it can
};
// The CPU and every device of Vulkan, in Vulkan's order. Loads Vulkan's drivers and computes nothing.
std::vector<DeviceInfo> list_devices();

// What one frame took on the CPU and on one GPU of list_devices(). `auto` follows the last one kept for that GPU until
// its driver or Saccade changes. not_found for an id that is no GPU; unavailable when the cache cannot be written.
struct DeviceMeasurement {
  std::string gpu;   // "gpu:0"
  std::string what;  // "face_mesh 640x360"
  double cpu_ms = 0, gpu_ms = 0;
};
Status save_measurement(const DeviceMeasurement& measurement);

enum class Health { kOk, kDegraded, kBroken };
struct Check {
  std::string name;  // "models"
  Health health = Health::kOk;
  std::string finding;  // one sentence
  std::string remedy;   // empty when healthy
};
// In the order in which things fail in practice. libsaccade_media adds its own (cameras, codecs).
std::vector<Check> examine();
std::vector<Check> examine_media();

}  // namespace saccade
