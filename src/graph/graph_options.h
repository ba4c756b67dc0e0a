// Graph options and option_value: how options given at a subgraph node reach the nodes inside.
#pragma once

#include "saccade/proto/calculator.pb.h"
#include "saccade/status.h"

namespace saccade {

// Merges the options of `node` over the graph's own (message by message), then carries out every option_value of the
// graph's nodes ("node/field/path:graph/field/path") once: the result stands in node_options, and both `options` and
// option_value of such a node are cleared. A graph field that is not set clears the node's field; an option_value
// whose graph has no options of that type is skipped.
Status apply_graph_options(const mediapipe::CalculatorGraphConfig_Node& node, mediapipe::CalculatorGraphConfig& graph);

}  // namespace saccade
