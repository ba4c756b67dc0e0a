// The runtime's own nodes. Every root registry has them.
#pragma once

#include "graph/calculator.h"
#include "graph/registry.h"

namespace saccade {

void add_builtin_nodes(GraphRegistry& registry);

// Each in a file of its name.
CalculatorEntry pass_through_calculator();
CalculatorEntry switch_demux_calculator();
CalculatorEntry switch_mux_calculator();
CalculatorEntry packet_sequencer_calculator();
Result<mediapipe::CalculatorGraphConfig> expand_switch_container(const ExpanderInput& input);

}  // namespace saccade
