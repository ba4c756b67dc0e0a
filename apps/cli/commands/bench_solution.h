// The figures of one solution on one device after another.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "catalog/solution.h"
#include "commands/command.h"

namespace saccade::cli {

struct Timings {
  double p50_ms = 0, p99_ms = 0, min_ms = 0, mean_ms = 0;
};
Timings summarise(std::vector<double> samples_ms);  // of at least one

struct BenchFlags {
  std::string name, file;
  std::unique_ptr<Solution> solution;  // its device may be several, with commas between
  int frames = 300;
  int paced_frames = 90;  // at 30 frames/s; 0: none
  bool json = false, save = false;
};

// Back to back and paced, on each device. With `save` what --device auto follows is kept.
Result<int> bench_solution(BenchFlags& flags);

}  // namespace saccade::cli
