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
  double prepare_ms = 0;         // load, rewrite, plan and pack
  std::vector<double> run_ms;    // one per inference, in order, after two that are not counted
  std::vector<double> level_us;  // of each level of the plan by the device's clock, the least of ten runs; GPU only
};

struct ModelTimingOptions {
  std::string device = "auto", precision = "auto";  // as in FaceMeshOptions
  int threads = 0;
  int runs = 100;
};
// Runs a known model (saccade/models.h) on noise, batch 1. Errors as find_model and as the engine gives them;
// invalid_argument for runs below 1.
Result<ModelTiming> time_model(const std::string& name, const ModelTimingOptions& options = {});

}  // namespace saccade
