// The strings of `--device` and SACCADE_DEVICE, parsed.
#pragma once

#include <string>
#include <string_view>

#include "engine/vulkan/device/instance.h"

namespace saccade {

struct DeviceName {
  enum class Kind {
    kAuto,
    kCpu,
    kBestGpu,    // gpu
    kIndex,      // gpu:1
    kUuid,       // uuid:8f2a0c5e or uuid:GPU-8f2a0c5e-...: the beginning is enough
    kPci,        // pci:0000:01:00.0 or pci:01:00.0
    kSubstring,  // name:RTX, whatever the case
    kVulkanCpu,  // vulkan:cpu
  };
  Kind kind = Kind::kAuto;
  int index = 0;     // kIndex
  std::string text;  // kUuid: hexadecimal digits alone, lower case; kSubstring: as given
  vulkan::PciAddress pci;
};

// invalid_argument with the choices for anything else.
Result<DeviceName> parse_device_name(std::string_view text);

// The digits of a UUID or of its beginning, lower case without dashes and without "GPU-"; empty when it is none (fewer
// than four digits are none).
std::string uuid_digits(std::string_view text);

std::string pci_text(const vulkan::PciAddress& address);  // "0000:01:00.0"

}  // namespace saccade
