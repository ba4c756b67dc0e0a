// What this machine has shown of a GPU, kept in the cache: whether it passed the self-test, and whether it is faster
// than the CPU. Kept per device, driver and version of ours, so that a new driver or engine is looked at anew.
#pragma once

#include <optional>
#include <string>

#include "engine/vulkan/device/instance.h"

namespace saccade {

struct SelfTestVerdict {
  Status single;  // of float32; ok: passed
  Status half;    // of float16
};
// What was kept of a test before; nothing when there was none.
std::optional<SelfTestVerdict> known_self_test(const vulkan::PhysicalDevice& device);
// Only what says something about the device: a failure for want of memory, or a lost device, is not kept.
void keep_self_test(const vulkan::PhysicalDevice& device, const SelfTestVerdict& verdict);

struct Measurement {
  std::string what;  // "face_mesh 640x360"
  double cpu_ms = 0, gpu_ms = 0;
  bool cpu_is_faster() const { return cpu_ms < gpu_ms; }
  std::string text() const;  // "face_mesh 640x360: cpu 0.467 ms, gpu 2.100 ms"
};
std::optional<Measurement> known_measurement(const vulkan::PhysicalDevice& device);
// False when it could not be written.
bool keep_measurement(const vulkan::PhysicalDevice& device, const Measurement& measurement);

}  // namespace saccade
