// Everything that this build's graphs may name.
#pragma once

#include <string>

#include "graph/config.h"
#include "graph/registry.h"

namespace saccade {

// All calculators, and the embedded graphs under MediaPipe's names. Made once, then immutable.
const GraphRegistry& builtin_registry();

// A copy of a graph of the registry, to be run as it is: "FaceLandmarkFrontCpu". The name must be one of ours.
GraphConfig builtin_graph(const std::string& name);

}  // namespace saccade
