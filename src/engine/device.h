// Device choice: one function, one place. The strings are those of `--device` and SACCADE_DEVICE.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.h"

namespace saccade {

struct DeviceChoice {
  std::shared_ptr<Engine> engine;
  std::string asked;   // "auto"
  std::string reason;  // why this engine; says so when `auto` did not end on a GPU
};

struct EngineOptions {
  int threads = 0;  // 0: SACCADE_THREADS, else 1; CPU only
};

// `device`: auto | cpu | gpu | gpu:N | uuid:... | pci:... | name:... | vulkan:cpu; empty and auto
// mean SACCADE_DEVICE where it is set.
// invalid_argument for another string; unavailable (with cause and remedy) when a GPU was asked for and cannot be had.
Result<DeviceChoice> choose_device(std::string_view device, const EngineOptions& options);

}  // namespace saccade
