// What this machine offers a GPU engine, as plain facts. Whoever decides or explains (device_select.h, diagnosis.h)
// works on them alone, so that tests can hold up any machine.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/vulkan/device/instance.h"

namespace saccade {

// Set variables only; an empty value is there as empty (CUDA_VISIBLE_DEVICES= means no device).
using Variables = std::map<std::string, std::string, std::less<>>;

// A driver as Vulkan's loader knows it: a json file that names a library.
struct DriverManifest {
  std::string path;
  std::string library;  // as a path, or a name for the system's search
  std::string problem;  // why the loader cannot use it; empty: it can
};

struct DeviceNode {
  std::string path;  // "/dev/dri/renderD128"
  bool accessible = true;
  std::string group;  // whose members may use it
};

struct PciDisplay {
  vulkan::PciAddress address;
  uint32_t vendor_id = 0;
};

struct MachineFacts {
  Variables variables;                   // of kVariables
  std::vector<DeviceNode> render_nodes;  // /dev/dri/renderD*
  std::vector<DeviceNode> nvidia_nodes;  // /dev/nvidiactl, /dev/nvidia0, ...
  bool has_wsl_node = false;             // /dev/dxg: Windows' GPU in WSL
  bool has_chip_node = false;            // of a GPU without /dev/dri: Jetson, Adreno, Mali
  std::vector<PciDisplay> pci_displays;  // GPUs of makers that have Vulkan drivers
  std::string container;                 // "docker", "podman", "kubernetes", "container"; empty outside
  std::string unlisted_manifest;         // a driver's json file where the loader does not look

  // Of Vulkan, once asked (machine.h).
  bool has_loader = false;
  Status vulkan;                                // of the loader and the instance
  std::vector<vulkan::PhysicalDevice> devices;  // in Vulkan's order
  std::vector<DriverManifest> drivers;          // looked up only where something is to be explained

  bool has_nvidia() const;
  // Whether anything but the driver files speaks for a GPU.
  bool has_gpu_hardware() const;
};

// The variables that hide, choose or make known a GPU: Vulkan's, Mesa's, CUDA's, NVIDIA's containers' and our own.
Variables read_variables();

// All but Vulkan's answers: takes about a millisecond. `root` is put before every path that is looked at (tests).
MachineFacts look_at_machine(const Variables& variables, const std::string& root = "");

// Where Vulkan's loader looks for drivers, and whether the library of each can be opened: takes as long as loading
// them.
std::vector<DriverManifest> find_drivers(const Variables& variables, const std::string& root = "");

}  // namespace saccade
