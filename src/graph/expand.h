// Expansion: subgraph nodes are replaced by the graphs they name until only calculators are left.
#pragma once

#include <map>
#include <string>

#include "graph/config.h"
#include "graph/registry.h"

namespace saccade {

// Names inside a subgraph get MediaPipe's prefixes, options and option_value are passed down. Graphs with packet
// generators, packet factories or status handlers are refused.
Result<GraphConfig> expand_graph(GraphConfig config, const GraphRegistry& registry,
                                 const std::map<std::string, Packet>& side_packets);

}  // namespace saccade
