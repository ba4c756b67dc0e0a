// Which of Vulkan's devices a name means. Pure: works on lists.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/device_name.h"
#include "engine/probe.h"

namespace saccade {

// Positions in the list of devices, in its order.
struct GpuList {
  std::vector<size_t> gpus;    // real and visible: gpu:0, gpu:1, ...
  std::vector<size_t> hidden;  // real, and hidden by the variable
  std::string hidden_by;       // "CUDA_VISIBLE_DEVICES=''"
};

// Real GPUs after SACCADE_VISIBLE_DEVICES or, where that is not set, CUDA_VISIBLE_DEVICES, which speaks of NVIDIA's
// GPUs only. Both are lists of UUIDs or their beginnings ("GPU-8f2a0c5e"); empty or -1 is none. SACCADE_VISIBLE_DEVICES
// also takes positions among the real GPUs and "pci:...". A bare CUDA index counts where it can have one meaning only:
// there is one NVIDIA GPU, or CUDA_DEVICE_ORDER=PCI_BUS_ID and all addresses are known. failed_precondition with the
// remedy for an ambiguous entry, a MIG slice, or junk.
Result<GpuList> list_gpus(std::span<const vulkan::PhysicalDevice> devices, const Variables& variables);

// The devices to try, the first that works is it: several for `gpu` and `auto` (discrete before integrated before
// virtual), one otherwise. Empty for `gpu` and `auto` when there is no GPU that the engine can use, and for vulkan:cpu
// without such a device; unavailable for another name that none or several have, with a list of those there are.
Result<std::vector<size_t>> select_devices(const DeviceName& name, std::span<const vulkan::PhysicalDevice> devices,
                                           const GpuList& list);

// "gpu:0" of a position in the list of devices; "vulkan:cpu" for a CPU; empty for a hidden GPU.
std::string device_id(size_t position, std::span<const vulkan::PhysicalDevice> devices, const GpuList& list);

const char* device_kind(const vulkan::PhysicalDevice& device);  // "discrete gpu"

}  // namespace saccade
