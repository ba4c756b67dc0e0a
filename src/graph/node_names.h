// Names that users see and write: MediaPipe's canonical node names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "saccade/proto/calculator.pb.h"

namespace saccade {

// One for each node: `name` when set, else `calculator`; nodes that share one get _1, _2, ... in node order.
std::vector<std::string> canonical_node_names(const mediapipe::CalculatorGraphConfig& config);

// What stands before every name inside an expanded subgraph: "PalmDetectionCpu" gives "palmdetectioncpu__".
std::string subgraph_prefix(std::string_view node_name);

}  // namespace saccade
