#include "engine/device_name.h"

#include <array>
#include <charconv>
#include <cstdio>

namespace saccade {
namespace {

using Kind = DeviceName::Kind;

constexpr const char* kChoices = "auto, cpu, gpu, gpu:N, uuid:..., pci:..., name:..., vulkan:cpu";

// The whole text as a number of the base; false when it is none.
bool parse_whole(std::string_view text, int base, uint32_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return error == std::errc() && end == text.data() + text.size();
}

// [domain:]bus:device.function
bool parse_pci(std::string_view text, vulkan::PciAddress& pci) {
  const size_t dot = text.rfind('.');
  const size_t colon = text.substr(0, dot).rfind(':');
  if (dot == std::string_view::npos || colon == std::string_view::npos) return false;
  const std::string_view device = text.substr(colon + 1, dot - colon - 1);
  std::string_view bus = text.substr(0, colon), domain = "0";
  if (const size_t first = bus.find(':'); first != std::string_view::npos) {
    domain = bus.substr(0, first);
    bus = bus.substr(first + 1);
  }
  return parse_whole(domain, 16, pci.domain) && parse_whole(bus, 16, pci.bus) && parse_whole(device, 16, pci.device) &&
         parse_whole(text.substr(dot + 1), 16, pci.function);
}

// What follows the prefix; empty when the text does not start so or nothing follows.
std::string_view after(std::string_view text, std::string_view prefix) {
  return text.starts_with(prefix) ? text.substr(prefix.size()) : std::string_view();
}

}  // namespace

std::string uuid_digits(std::string_view text) {
  if (text.starts_with("GPU-") || text.starts_with("gpu-")) text.remove_prefix(4);
  std::string digits;
  for (const char character : text) {
    if (character == '-') continue;
    const char lower = character >= 'A' && character <= 'F' ? static_cast<char>(character - 'A' + 'a') : character;
    if (!((lower >= '0' && lower <= '9') || (lower >= 'a' && lower <= 'f'))) return "";
    digits += lower;
  }
  return digits.size() >= 4 && digits.size() <= 2 * VK_UUID_SIZE ? digits : "";
}

std::string pci_text(const vulkan::PciAddress& address) {
  std::array<char, 40> text;
  std::snprintf(text.data(), text.size(), "%04x:%02x:%02x.%x", address.domain, address.bus, address.device,
                address.function);
  return text.data();
}

Result<DeviceName> parse_device_name(std::string_view text) {
  DeviceName name;
  if (text == "auto") return name;
  if (text == "cpu") return DeviceName{.kind = Kind::kCpu, .text = {}, .pci = {}};
  if (text == "gpu") return DeviceName{.kind = Kind::kBestGpu, .text = {}, .pci = {}};
  if (text == "vulkan:cpu") return DeviceName{.kind = Kind::kVulkanCpu, .text = {}, .pci = {}};
  const auto refused = [text](const std::string& why) {
    return invalid_argument("unknown device '" + std::string(text) + "'" + why + "; choose one of " + kChoices);
  };
  if (const std::string_view value = after(text, "gpu:"); !value.empty()) {
    uint32_t index = 0;
    if (!parse_whole(value, 10, index) || index > 4096) return refused(": the N of gpu:N is a number from 0");
    name.kind = Kind::kIndex;
    name.index = static_cast<int>(index);
    return name;
  }
  if (const std::string_view value = after(text, "uuid:"); !value.empty()) {
    name.kind = Kind::kUuid;
    name.text = uuid_digits(value);
    if (name.text.empty()) return refused(": a UUID, or at least four digits of its beginning, follows uuid:");
    return name;
  }
  if (const std::string_view value = after(text, "pci:"); !value.empty()) {
    name.kind = Kind::kPci;
    if (!parse_pci(value, name.pci)) return refused(": an address such as 0000:01:00.0 follows pci:");
    return name;
  }
  if (const std::string_view value = after(text, "name:"); !value.empty()) {
    name.kind = Kind::kSubstring;
    name.text = value;
    return name;
  }
  return refused("");
}

}  // namespace saccade
