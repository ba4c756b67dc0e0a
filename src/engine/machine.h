// Machine: the door to this machine's GPUs. Tests put another machine behind it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "engine/engine.h"
#include "engine/probe.h"
#include "engine/verdicts.h"

namespace saccade {

struct OpenedDevice {
  std::shared_ptr<Engine> engine;
  Status half;  // why the device must not compute in float16; ok: it may
};

class Machine {
 public:
  virtual ~Machine() = default;
  // Files and variables: about a millisecond.
  virtual MachineFacts look() = 0;
  // Fills in loader and devices, which loads the drivers: about 100 ms with Mesa's.
  virtual void ask_vulkan(MachineFacts& facts) = 0;
  // Fills in the drivers' files, to explain why there is no device.
  virtual void find_drivers(MachineFacts& facts) = 0;
  // An engine on one of the devices found. A real GPU has passed its self-test, now or before (verdicts.h).
  virtual Result<OpenedDevice> open(const vulkan::PhysicalDevice& device, const std::string& id) = 0;
  virtual std::optional<Measurement> measurement(const vulkan::PhysicalDevice& device) = 0;
};

std::unique_ptr<Machine> local_machine();

}  // namespace saccade
