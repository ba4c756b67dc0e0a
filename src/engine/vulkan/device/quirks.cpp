#include "engine/vulkan/device/quirks.h"

#include <algorithm>
#include <map>

namespace saccade::vulkan {
namespace {

constexpr uint32_t kQualcomm = 0x5143;

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// A virtual machine's Vulkan passes the host's software renderer on under another type; WSL has one of its own.
bool is_software_renderer(const PhysicalDevice& device) {
  return contains(device.name, "llvmpipe") || contains(device.name, "SwiftShader") ||
         contains(device.name, "Basic Render Driver");
}

// Mesa's driver for the same chips (Turnip) is another one.
bool is_proprietary_adreno(const PhysicalDevice& device) {
  return device.vendor_id == kQualcomm && contains(device.driver_name, "Qualcomm");
}

constexpr Quirk kTable[] = {
    {"software_renderer", "it calls itself a GPU and computes on the CPU", is_software_renderer,
     [](PhysicalDevice& device) { device.type = VK_PHYSICAL_DEVICE_TYPE_CPU; }},
    {"avoid_half", "ncnn's device list records wrong float16 results of Qualcomm's own Adreno drivers",
     is_proprietary_adreno, [](PhysicalDevice& device) { device.caps.avoid_half = true; }},
};

Result<std::map<std::string, bool, std::less<>>> parse_overrides(std::string_view text) {
  std::map<std::string, bool, std::less<>> overrides;
  while (!text.empty()) {
    const size_t comma = std::min(text.find(','), text.size());
    std::string_view name = text.substr(0, comma);
    text.remove_prefix(std::min(comma + 1, text.size()));
    const bool wanted = !name.starts_with('-');
    if (!wanted) name.remove_prefix(1);
    const auto is_named = [name](const Quirk& quirk) { return quirk.name == name; };
    if (std::none_of(std::begin(kTable), std::end(kTable), is_named)) {
      std::string known;
      for (const Quirk& quirk : kTable) known += (known.empty() ? "" : ", ") + std::string(quirk.name);
      return invalid_argument("SACCADE_QUIRKS names '" + std::string(name) + "'; there are " + known);
    }
    overrides[std::string(name)] = wanted;
  }
  return overrides;
}

}  // namespace

std::span<const Quirk> quirk_table() { return kTable; }

Status apply_quirks(PhysicalDevice& device, std::string_view overrides) {
  const auto wanted = SACCADE_TRY(parse_overrides(overrides));
  for (const Quirk& quirk : kTable) {
    const auto found = wanted.find(std::string_view(quirk.name));
    if (found != wanted.end() ? !found->second : !quirk.matches(device)) continue;
    quirk.apply(device);
    device.quirks.emplace_back(quirk.name);
  }
  return ok_status();
}

}  // namespace saccade::vulkan
