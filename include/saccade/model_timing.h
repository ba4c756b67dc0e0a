// How long one network takes alone on this machine: what `saccade bench models` prints.
#pragma once

#include <string>
#include <vector>

#include "saccade/status.h"

namespace saccade {

struct ModelTiming {
  std::string engine;     // "cpu avx512"
  std::string precision;  // "fp32"
  int kernel_count = 0;
  double prepare_ms = 0;       // load, rewrite, plan and pack
  std::vector<double> run_ms;  // one per inference, in order, after two that are not counted
};

// Runs a known model (saccade/models.h) `runs` times on noise, batch 1. `device` and `threads` as in FaceMeshOptions.
// Errors as find_model and as the engine gives them; invalid_argument for runs below 1.
Result<ModelTiming> time_model(const std::string& name, const std::string& device, int threads, int runs);

}  // namespace saccade
