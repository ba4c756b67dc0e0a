#include "engine/device_select.h"

#include <algorithm>
#include <cctype>
#include <optional>

namespace saccade {
namespace {

using vulkan::PhysicalDevice;
using Kind = DeviceName::Kind;

int rank(const PhysicalDevice& device) {
  switch (device.type) {
    case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU:
      return 0;
    case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU:
      return 1;
    case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU:
      return 2;
    default:
      return 3;
  }
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

// "gpu:0 NVIDIA H200 (uuid 8f2a..., pci 0000:01:00.0)" for each.
std::string list_text(std::span<const PhysicalDevice> devices, const GpuList& list) {
  if (list.gpus.empty()) return "this machine has no GPU";
  std::string text;
  for (const size_t position : list.gpus) {
    const PhysicalDevice& device = devices[position];
    text += (text.empty() ? "there are " : ", ") + device_id(position, devices, list) + " " + device.name + " (uuid " +
            device.uuid_text() + (device.pci ? ", pci " + pci_text(*device.pci) : "") + ")";
  }
  return text;
}

bool matches(const DeviceName& name, const PhysicalDevice& device) {
  switch (name.kind) {
    case Kind::kUuid:
      return uuid_digits(device.uuid_text()).starts_with(name.text);
    case Kind::kPci:
      return device.pci == name.pci;
    case Kind::kSubstring:
      return lower(device.name).find(lower(name.text)) != std::string::npos;
    default:
      return false;
  }
}

Status hidden_error(const PhysicalDevice& device, const GpuList& list) {
  return unavailable(device.name + " is hidden by " + list.hidden_by + "; change that variable");
}

Result<std::vector<size_t>> select_named(const DeviceName& name, std::span<const PhysicalDevice> devices,
                                         const GpuList& list) {
  std::vector<size_t> found;
  for (const size_t position : list.gpus) {
    if (matches(name, devices[position])) found.push_back(position);
  }
  const auto is_first = [&](size_t position) { return devices[position].uuid == devices[found.front()].uuid; };
  // One GPU may come twice, through two drivers: the first is Vulkan's choice.
  if (!found.empty() && std::all_of(found.begin(), found.end(), is_first)) return std::vector<size_t>{found.front()};
  if (!found.empty()) return unavailable("several GPUs match; " + list_text(devices, list));
  for (const size_t position : list.hidden) {
    if (matches(name, devices[position])) return hidden_error(devices[position], list);
  }
  for (const PhysicalDevice& device : devices) {
    if (device.is_cpu() && matches(name, device)) {
      return unavailable(device.name + " is the CPU, not a GPU; ask for vulkan:cpu if that is wanted");
    }
  }
  return unavailable("no GPU matches; " + list_text(devices, list));
}

}  // namespace

const char* device_kind(const PhysicalDevice& device) {
  switch (device.type) {
    case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU:
      return "discrete gpu";
    case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU:
      return "integrated gpu";
    case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU:
      return "virtual gpu";
    case VK_PHYSICAL_DEVICE_TYPE_CPU:
      return "vulkan on the cpu";
    default:
      return "other gpu";
  }
}

std::string device_id(size_t position, std::span<const PhysicalDevice> devices, const GpuList& list) {
  if (devices[position].is_cpu()) return "vulkan:cpu";
  const auto found = std::find(list.gpus.begin(), list.gpus.end(), position);
  return found == list.gpus.end() ? "" : "gpu:" + std::to_string(found - list.gpus.begin());
}

Result<std::vector<size_t>> select_devices(const DeviceName& name, std::span<const PhysicalDevice> devices,
                                           const GpuList& list) {
  std::vector<size_t> found;
  switch (name.kind) {
    case Kind::kCpu:
      return found;
    case Kind::kVulkanCpu:
      for (size_t i = 0; i < devices.size() && found.empty(); ++i) {
        if (devices[i].is_cpu()) found.push_back(i);
      }
      return found;
    case Kind::kAuto:
    case Kind::kBestGpu:
      for (const size_t position : list.gpus) {
        if (devices[position].unusable.empty()) found.push_back(position);
      }
      std::stable_sort(found.begin(), found.end(),
                       [devices](size_t a, size_t b) { return rank(devices[a]) < rank(devices[b]); });
      return found;
    case Kind::kIndex:
      if (static_cast<size_t>(name.index) < list.gpus.size()) {
        return std::vector<size_t>{list.gpus[static_cast<size_t>(name.index)]};
      }
      if (!list.gpus.empty()) return unavailable("there is no such GPU; " + list_text(devices, list));
      return found;
    default:
      if (list.gpus.empty() && list.hidden.empty()) return found;
      return select_named(name, devices, list);
  }
}

}  // namespace saccade
