#include "engine/diagnosis.h"

#include <algorithm>
#include <optional>

#include "engine/device_select.h"

namespace saccade {
namespace {

using Found = std::optional<Diagnosis>;

const std::string* variable(const MachineFacts& facts, std::string_view name) {
  const auto found = facts.variables.find(name);
  return found == facts.variables.end() ? nullptr : &found->second;
}

std::string driver_remedy(const MachineFacts& facts) {
  if (facts.has_nvidia()) {
    return "install NVIDIA's driver with its graphics part (Debian: nvidia-driver and nvidia-vulkan-icd, Ubuntu: "
           "libnvidia-gl of the driver's version)";
  }
  if (facts.has_gpu_hardware()) {
    return "install the GPU's Vulkan driver (AMD, Intel: apt install mesa-vulkan-drivers)";
  }
  return "a GPU needs its Vulkan driver (AMD, Intel: mesa-vulkan-drivers; NVIDIA: its own, with the graphics part)";
}

std::string software_names(const MachineFacts& facts) {
  std::string names;
  for (const vulkan::PhysicalDevice& device : facts.devices) names += (names.empty() ? "" : ", ") + device.name;
  return "only " + names + ", which is the CPU";
}

Found no_loader(const MachineFacts& facts) {
  if (facts.has_loader) return std::nullopt;
  return split_message(GpuState::kNoLoader, facts.vulkan.message());
}

Found drivers_hidden(const MachineFacts& facts) {
  const auto is_broken = [](const DriverManifest& driver) { return !driver.problem.empty(); };
  const bool none_works = std::all_of(facts.drivers.begin(), facts.drivers.end(), is_broken);
  if (!none_works && !facts.has_gpu_hardware()) return std::nullopt;
  for (const char* name : {"VK_DRIVER_FILES", "VK_ICD_FILENAMES", "VK_LOADER_DRIVERS_SELECT",
                           "VK_LOADER_DRIVERS_DISABLE", "MESA_VK_DEVICE_SELECT"}) {
    const std::string* value = variable(facts, name);
    if (value == nullptr || value->empty()) continue;
    // Without the mark it only changes the order.
    if (name == std::string_view("MESA_VK_DEVICE_SELECT") && !value->ends_with('!')) continue;
    const std::string left = facts.devices.empty() ? "leaves no Vulkan driver" : "leaves " + software_names(facts);
    return Diagnosis{GpuState::kDriversHidden, std::string(name) + "='" + *value + "' " + left,
                     "unset it, or name the GPU's driver in it"};
  }
  return std::nullopt;
}

Found no_graphics_capability(const MachineFacts& facts) {
  if (facts.container.empty() || facts.nvidia_nodes.empty()) return std::nullopt;
  const std::string* given = variable(facts, "NVIDIA_DRIVER_CAPABILITIES");
  if (given != nullptr && (given->find("graphics") != std::string::npos || *given == "all")) return std::nullopt;
  return Diagnosis{GpuState::kNoGraphicsCapability,
                   "this container (" + facts.container +
                       ") has an NVIDIA GPU without the driver's graphics part: "
                       "NVIDIA_DRIVER_CAPABILITIES is " +
                       (given == nullptr ? "not set" : "'" + *given + "'"),
                   "start it with -e NVIDIA_DRIVER_CAPABILITIES=compute,utility,graphics (docs/gpu.md)"};
}

Found not_passed_in(const MachineFacts& facts) {
  if (facts.container.empty() || facts.pci_displays.empty()) return std::nullopt;
  if (!facts.render_nodes.empty() || !facts.nvidia_nodes.empty()) return std::nullopt;
  return Diagnosis{GpuState::kNotPassedIn,
                   "the machine has a GPU that is not passed into this container (" + facts.container + ")",
                   facts.has_nvidia()
                       ? "start it with --gpus all -e NVIDIA_DRIVER_CAPABILITIES=compute,utility,graphics (docs/gpu.md)"
                       : "start it with --device /dev/dri (docs/gpu.md)"};
}

Found driver_elsewhere(const MachineFacts& facts) {
  if (facts.unlisted_manifest.empty()) return std::nullopt;
  return Diagnosis{
      GpuState::kDriverElsewhere, "the driver " + facts.unlisted_manifest + " lies where Vulkan's loader does not look",
      "set VK_ADD_DRIVER_FILES=" + facts.unlisted_manifest + ", or VK_DRIVER_FILES for a loader older than 1.3.207"};
}

Found no_driver(const MachineFacts& facts) {
  if (!facts.drivers.empty()) return std::nullopt;
  return Diagnosis{GpuState::kNoDriver, "Vulkan's loader is here, but no driver (no json file in vulkan/icd.d)",
                   driver_remedy(facts)};
}

Found driver_unusable(const MachineFacts& facts) {
  for (const DriverManifest& driver : facts.drivers) {
    if (driver.problem.empty()) continue;
    return Diagnosis{GpuState::kDriverUnusable,
                     "the Vulkan driver " + driver.path + " does not load: " + driver.problem,
                     facts.has_gpu_hardware() ? "reinstall the GPU's driver, or remove that file"
                                              : "remove that file, or install the driver it belongs to"};
  }
  return std::nullopt;
}

Found no_permission(const MachineFacts& facts) {
  for (const auto* nodes : {&facts.render_nodes, &facts.nvidia_nodes}) {
    for (const DeviceNode& node : *nodes) {
      if (node.accessible) continue;
      return Diagnosis{GpuState::kNoPermission, "no permission for " + node.path + " (group " + node.group + ")",
                       facts.container.empty()
                           ? "run 'sudo usermod -aG " + node.group + " $USER' and log in again"
                           : "start the container with --group-add and the number of the host's group render"};
    }
  }
  return std::nullopt;
}

// Only the GPUs that may be used are asked why they cannot.
Found too_old(const MachineFacts& facts, const GpuList& list) {
  if (list.gpus.empty()) return std::nullopt;
  const vulkan::PhysicalDevice& device = facts.devices[list.gpus.front()];
  Diagnosis told = split_message(GpuState::kTooOld, device.name + " cannot be used: " + device.unusable);
  if (told.remedy.empty()) told.remedy = "update its driver";
  return told;
}

Found gpu_hidden(const MachineFacts& facts, const GpuList& list) {
  if (list.hidden.empty()) return std::nullopt;
  return Diagnosis{GpuState::kGpuHidden, list.hidden_by + " hides " + facts.devices[list.hidden.front()].name,
                   "change that variable, or set SACCADE_VISIBLE_DEVICES, which counts before CUDA's"};
}

Found no_wsl_driver(const MachineFacts& facts) {
  if (!facts.has_wsl_node) return std::nullopt;
  return Diagnosis{GpuState::kNoWslDriver, "this is WSL, and Vulkan has no driver for Windows' GPU here",
                   "install a Mesa with the driver 'dzn' (docs/gpu.md)"};
}

Found no_device(const MachineFacts& facts) {
  if (!facts.devices.empty()) {
    return Diagnosis{GpuState::kOnlySoftware, software_names(facts), driver_remedy(facts)};
  }
  Diagnosis told = split_message(GpuState::kNoDevice, facts.vulkan.message());
  if (told.finding.empty()) told.finding = "the Vulkan drivers of this machine find no device";
  if (told.remedy.empty()) told.remedy = driver_remedy(facts);
  return told;
}

bool is_usable(const vulkan::PhysicalDevice& device) { return device.unusable.empty(); }

Found first_of(std::initializer_list<Found> all) {
  for (const Found& one : all) {
    if (one) return one;
  }
  return std::nullopt;
}

}  // namespace

Diagnosis split_message(GpuState state, const std::string& message) {
  const size_t semicolon = message.find("; ");
  if (semicolon == std::string::npos) return {state, message, ""};
  return {state, message.substr(0, semicolon), message.substr(semicolon + 2)};
}

Diagnosis diagnose_gpu(const MachineFacts& facts) {
  if (const Found found = no_loader(facts)) return *found;
  const Result<GpuList> listed = list_gpus(facts.devices, facts.variables);
  if (!listed) return split_message(GpuState::kBadVisibility, listed.error().message());
  const GpuList& list = *listed;
  const auto usable = [&facts](size_t position) { return is_usable(facts.devices[position]); };
  if (std::any_of(list.gpus.begin(), list.gpus.end(), usable)) return {};
  // With a GPU in Vulkan's list, loader and drivers are well.
  if (const Found found = first_of({too_old(facts, list), gpu_hidden(facts, list)})) return *found;
  const Found found =
      first_of({drivers_hidden(facts), no_graphics_capability(facts), not_passed_in(facts), driver_elsewhere(facts),
                no_driver(facts), no_permission(facts), driver_unusable(facts), no_wsl_driver(facts)});
  return found ? *found : *no_device(facts);
}

}  // namespace saccade
