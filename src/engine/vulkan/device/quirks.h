// Quirks: what drivers are known to get wrong, and what is avoided for it. The self-test (engine/self_test.h) finds
// what no table knows.
#pragma once

#include <span>
#include <string_view>

#include "engine/vulkan/device/instance.h"

namespace saccade::vulkan {

struct Quirk {
  const char* name;  // as SACCADE_QUIRKS takes it
  const char* why;
  bool (*matches)(const PhysicalDevice& device);
  void (*apply)(PhysicalDevice& device);
};

std::span<const Quirk> quirk_table();

// Applies the lines of the table that match to what the driver reported, and names them in `device.quirks`. `overrides`
// is the value of SACCADE_QUIRKS: names with commas between; "name" applies a line to any device, "-name" to none.
// invalid_argument for a name that is not in the table.
Status apply_quirks(PhysicalDevice& device, std::string_view overrides);

}  // namespace saccade::vulkan
