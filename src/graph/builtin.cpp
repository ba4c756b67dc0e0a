#include "graph/builtin.h"

#include <array>

namespace saccade {

void add_builtin_nodes(GraphRegistry& registry) {
  registry.add_calculators(std::array{packet_sequencer_calculator(), pass_through_calculator(),
                                      switch_demux_calculator(), switch_mux_calculator()});
  registry.add_subgraph("SwitchContainer", &expand_switch_container);
}

}  // namespace saccade
