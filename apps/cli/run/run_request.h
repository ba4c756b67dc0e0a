// What a run is asked to do, and what came of it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "run/inputs.h"
#include "run/output_plan.h"
#include "saccade/video.h"

namespace saccade::cli {

struct RunRequest {
  std::vector<Source> sources;
  OutputPlan outputs;
  VideoOptions media;
};

struct SourceFailure {
  std::string source;
  std::string message;
};

struct RunReport {
  int64_t frames = 0;  // with a result
  int64_t failed_frames = 0;
  double seconds = 0;
  std::vector<SourceFailure> failures;  // sources that gave no, or not all, results
  std::vector<std::string> outputs;     // files under their final names; {frame} left in
  Status fatal;                         // why the run as a whole ended early
  bool interrupted = false;
};

}  // namespace saccade::cli
