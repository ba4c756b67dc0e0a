#include "graph/builtin.h"

#include <array>

namespace saccade {

void add_builtin_nodes(GraphRegistry& registry) {
  registry.add_calculators(std::array{pass_through_calculator()});
}

}  // namespace saccade
