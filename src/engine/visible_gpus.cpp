// CUDA_VISIBLE_DEVICES and SACCADE_VISIBLE_DEVICES.
#include <algorithm>
#include <charconv>
#include <optional>

#include "engine/device_select.h"

namespace saccade {
namespace {

using vulkan::PhysicalDevice;

constexpr uint32_t kNvidia = 0x10de;

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> entries;
  while (!text.empty()) {
    const size_t comma = std::min(text.find(','), text.size());
    std::string_view entry = text.substr(0, comma);
    while (entry.starts_with(' ')) entry.remove_prefix(1);
    while (entry.ends_with(' ')) entry.remove_suffix(1);
    if (!entry.empty()) entries.emplace_back(entry);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return entries;
}

std::optional<size_t> index_of(std::string_view text) {
  size_t index = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return index;
}

// One variable over the GPUs that it speaks of.
class VisibleList {
 public:
  VisibleList(std::string name, std::string value, std::span<const PhysicalDevice> devices)
      : name_(std::move(name)), value_(std::move(value)), devices_(devices) {}

  std::string text() const { return name_ + "='" + value_ + "'"; }

  // Of `candidates`, those that the list names. `by_index` gives what a bare number means.
  template <typename ByIndex>
  Result<std::vector<size_t>> pick(const std::vector<size_t>& candidates, ByIndex by_index) const {
    std::vector<size_t> picked;
    for (const std::string& entry : split_list(value_)) {
      if (entry == "-1") break;  // hides whatever follows
      if (entry.starts_with("MIG-")) return refused(entry, "a MIG slice has no Vulkan; name a whole GPU");
      if (const std::optional<size_t> index = index_of(entry)) {
        const std::optional<size_t> position = SACCADE_TRY(by_index(*index));
        if (position) picked.push_back(*position);
        continue;
      }
      const std::vector<size_t> found = SACCADE_TRY(named(entry, candidates));
      picked.insert(picked.end(), found.begin(), found.end());
    }
    return picked;
  }

  Status refused(const std::string& entry, const std::string& why) const {
    return failed_precondition(name_ + " has '" + entry + "'; " + why);
  }

 private:
  Result<std::vector<size_t>> named(const std::string& entry, const std::vector<size_t>& candidates) const {
    const bool is_address = entry.starts_with("pci:");
    const std::string digits = is_address ? "" : uuid_digits(entry);
    if (!is_address && digits.empty()) return refused(entry, "it takes UUIDs as 'saccade devices' prints them");
    DeviceName name;
    if (is_address) name = SACCADE_TRY(parse_device_name(entry));
    std::vector<size_t> found;
    for (const size_t position : candidates) {
      const PhysicalDevice& device = devices_[position];
      if (is_address ? device.pci == name.pci : uuid_digits(device.uuid_text()).starts_with(digits)) {
        found.push_back(position);
      }
    }
    // One GPU may come twice, through two drivers.
    for (const size_t position : found) {
      if (devices_[position].uuid != devices_[found.front()].uuid) {
        return refused(entry, "several GPUs begin so; give more of the UUID");
      }
    }
    return found;
  }

  std::string name_, value_;
  std::span<const PhysicalDevice> devices_;
};

// What CUDA's index means, where Vulkan can tell.
Result<std::optional<size_t>> cuda_index(size_t index, std::vector<size_t> nvidia,
                                         std::span<const PhysicalDevice> devices, bool by_address,
                                         const VisibleList& list) {
  if (nvidia.size() > 1) {
    const auto has_address = [devices](size_t position) { return devices[position].pci.has_value(); };
    if (!by_address || !std::all_of(nvidia.begin(), nvidia.end(), has_address)) {
      return list.refused(
          std::to_string(index),
          "CUDA's order of the GPUs is not Vulkan's; give the UUID that 'saccade devices' or "
          "'nvidia-smi -L' prints, set CUDA_DEVICE_ORDER=PCI_BUS_ID too, or set SACCADE_VISIBLE_DEVICES");
    }
    std::sort(nvidia.begin(), nvidia.end(),
              [devices](size_t a, size_t b) { return pci_text(*devices[a].pci) < pci_text(*devices[b].pci); });
  }
  return index < nvidia.size() ? std::optional(nvidia[index]) : std::nullopt;
}

Result<std::vector<size_t>> pick_cuda(const VisibleList& list, const std::vector<size_t>& real,
                                      std::span<const PhysicalDevice> devices, bool by_address) {
  std::vector<size_t> nvidia, others;
  for (const size_t position : real) (devices[position].vendor_id == kNvidia ? nvidia : others).push_back(position);
  std::vector<size_t> picked = SACCADE_TRY(
      list.pick(nvidia, [&](size_t index) { return cuda_index(index, nvidia, devices, by_address, list); }));
  picked.insert(picked.end(), others.begin(), others.end());
  return picked;
}

}  // namespace

Result<GpuList> list_gpus(std::span<const PhysicalDevice> devices, const Variables& variables) {
  std::vector<size_t> real;
  for (size_t i = 0; i < devices.size(); ++i) {
    if (!devices[i].is_cpu()) real.push_back(i);
  }
  const auto own = variables.find("SACCADE_VISIBLE_DEVICES");
  const auto cuda = variables.find("CUDA_VISIBLE_DEVICES");
  if (own == variables.end() && cuda == variables.end()) return GpuList{real, {}, ""};
  const auto chosen = own != variables.end() ? own : cuda;
  const VisibleList list(chosen->first, chosen->second, devices);
  std::vector<size_t> picked;
  if (own != variables.end()) {
    picked = SACCADE_TRY(list.pick(real, [&real](size_t index) -> Result<std::optional<size_t>> {
      return index < real.size() ? std::optional(real[index]) : std::nullopt;
    }));
  } else {
    const auto order = variables.find("CUDA_DEVICE_ORDER");
    const bool by_address = order != variables.end() && order->second == "PCI_BUS_ID";
    picked = SACCADE_TRY(pick_cuda(list, real, devices, by_address));
  }
  GpuList result;
  for (const size_t position : real) {
    const bool is_picked = std::find(picked.begin(), picked.end(), position) != picked.end();
    (is_picked ? result.gpus : result.hidden).push_back(position);
  }
  if (!result.hidden.empty()) result.hidden_by = list.text();
  return result;
}

}  // namespace saccade
