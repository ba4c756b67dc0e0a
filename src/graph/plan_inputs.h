// Which input policy a node has.
#pragma once

#include "graph/contract.h"
#include "graph/plan.h"

namespace saccade {

// Before each other: the node's own input_stream_handler, what the calculator asks for, the graph's, the default.
// (MediaPipe puts the graph's before the calculator's, under which calculators such as FlowLimiter cannot work.)
Status plan_inputs(const mediapipe::CalculatorGraphConfig_Node& config_node,
                   const mediapipe::CalculatorGraphConfig& config, const ContractReader& contract, NodePlan& node);

}  // namespace saccade
