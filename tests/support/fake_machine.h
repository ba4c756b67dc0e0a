// A machine with whatever GPUs a test wants.
#pragma once

#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/machine.h"
#include "support/fake_engine.h"

namespace saccade {

// Engine of no use but to say what it is.
class FakeEngine final : public FakeEngineBase {
 public:
  explicit FakeEngine(std::string device, std::string name) : info_{std::move(device), std::move(name), "vulkan"} {}
  EngineInfo info() const override { return info_; }

 private:
  EngineInfo info_;
};

// A GPU with the UUID iiiiiiii-iiii-... of the byte `id` at the PCI address 0000:id:00.0.
inline vulkan::PhysicalDevice fake_gpu(std::string name, uint8_t id,
                                       VkPhysicalDeviceType type = VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU) {
  vulkan::PhysicalDevice device;
  device.name = std::move(name);
  device.vendor_id = 0x10de;
  device.type = type;
  device.uuid.fill(id);
  device.driver_uuid.fill(0xd0);
  device.driver_version = 7;
  device.driver_name = "NVIDIA";
  device.driver_info = "550.54.15";
  device.api_version = VK_API_VERSION_1_1;
  device.memory_bytes = uint64_t{8} << 30;
  device.pci = vulkan::PciAddress{0, id, 0, 0};
  return device;
}

inline vulkan::PhysicalDevice fake_llvmpipe() {
  vulkan::PhysicalDevice device = fake_gpu("llvmpipe (LLVM 15.0.6, 256 bits)", 0xcc, VK_PHYSICAL_DEVICE_TYPE_CPU);
  device.vendor_id = 0x10005;
  device.driver_name = "llvmpipe";
  device.pci.reset();
  return device;
}

class FakeMachine final : public Machine {
 public:
  MachineFacts facts;                           // what look() and ask_vulkan() give together
  std::vector<DriverManifest> drivers;          // what find_drivers() gives
  std::map<std::string, Status> failures;       // of open(), by the device's name
  std::map<std::string, Status> half_failures;  // OpenedDevice::half
  std::map<std::string, Measurement> measured;
  std::vector<std::string> opened;
  int times_asked = 0;  // for Vulkan

  // A well-kept machine with these.
  static FakeMachine with(std::vector<vulkan::PhysicalDevice> devices) {
    FakeMachine machine;
    machine.facts.has_loader = true;
    machine.facts.devices = std::move(devices);
    machine.facts.render_nodes = {{"/dev/dri/renderD128", true, "render"}};
    machine.drivers = {{"/usr/share/vulkan/icd.d/nvidia_icd.json", "libGLX_nvidia.so.0", ""}};
    return machine;
  }

  MachineFacts look() override {
    MachineFacts seen = facts;
    seen.has_loader = false;
    seen.vulkan = ok_status();
    seen.devices.clear();
    seen.drivers.clear();
    return seen;
  }
  void ask_vulkan(MachineFacts& seen) override {
    ++times_asked;
    seen.has_loader = facts.has_loader;
    seen.vulkan = facts.vulkan;
    seen.devices = facts.devices;
  }
  void find_drivers(MachineFacts& seen) override { seen.drivers = drivers; }
  Result<OpenedDevice> open(const vulkan::PhysicalDevice& device, const std::string& id) override {
    opened.push_back(id);
    if (const auto failure = failures.find(device.name); failure != failures.end()) return failure->second;
    const auto half = half_failures.find(device.name);
    return OpenedDevice{std::make_shared<FakeEngine>(id, device.name),
                        half == half_failures.end() ? ok_status() : half->second};
  }
  std::optional<Measurement> measurement(const vulkan::PhysicalDevice& device) override {
    const auto found = measured.find(device.name);
    return found == measured.end() ? std::nullopt : std::optional(found->second);
  }
};

}  // namespace saccade
