// Why this machine has no GPU that the engine can use, in the order in which things fail in practice, and what helps.
#pragma once

#include <string>

#include "engine/probe.h"

namespace saccade {

enum class GpuState {
  kUsable,
  kNoLoader,
  kDriversHidden,         // a variable of the loader or of Mesa leaves none
  kNoGraphicsCapability,  // an NVIDIA container without the graphics part of the driver
  kNotPassedIn,           // a container without the machine's GPU
  kDriverElsewhere,       // the driver's file lies where the loader does not look
  kNoDriver,
  kDriverUnusable,  // the driver's library is missing or does not load
  kNoPermission,
  kTooOld,         // or lacking something else that the engine needs
  kGpuHidden,      // by CUDA_VISIBLE_DEVICES or SACCADE_VISIBLE_DEVICES
  kBadVisibility,  // one of these cannot be understood
  kNoWslDriver,
  kOnlySoftware,
  kNoDevice,
};

struct Diagnosis {
  GpuState state = GpuState::kUsable;
  std::string finding;  // one sentence without a full stop; empty for kUsable
  std::string remedy;   // likewise
};

// After Vulkan was asked; `facts.drivers` tells missing drivers from broken ones.
Diagnosis diagnose_gpu(const MachineFacts& facts);

// Messages are written "what is wrong; what helps".
Diagnosis split_message(GpuState state, const std::string& message);

}  // namespace saccade
