// Device choice: one function, one place. The strings are those of `--device` and SACCADE_DEVICE.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/engine.h"
#include "engine/machine.h"

namespace saccade {

struct DeviceChoice {
  std::shared_ptr<Engine> engine;
  Precision precision = Precision::kAuto;  // what sessions are to be asked for
  std::string asked;                       // "auto"
  std::string reason;                      // why this engine; says so when `auto` did not end on a GPU
};

struct EngineOptions {
  int threads = 0;                 // 0: SACCADE_THREADS, else 1; CPU only
  std::string precision = "auto";  // auto | fp32 | fp16
};

// `device`: auto | cpu | gpu | gpu:N | uuid:... | pci:... | name:... | vulkan:cpu; empty and auto mean SACCADE_DEVICE
// where it is set. auto is the best GPU that passes its self-test, unless `saccade bench --save` measured the CPU
// faster, else the CPU. Every call makes an engine of its own.
// invalid_argument for another string or precision, and for fp16 on the CPU; unavailable (with cause and remedy) when a
// GPU was asked for and cannot be had; what opening it or its self-test says otherwise.
Result<DeviceChoice> choose_device(std::string_view device, const EngineOptions& options);
// On another machine (tests).
Result<DeviceChoice> choose_device(std::string_view device, const EngineOptions& options, Machine& machine);

}  // namespace saccade
