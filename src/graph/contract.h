// Running a calculator's contract() against the ports that its node connects.
#pragma once

#include <vector>

#include "graph/plan.h"

namespace saccade {

struct ContractReader {
  using SameType = CalculatorContract::SameType;

  // Per port kind and port: the types that the calculator declares (empty: any).
  std::vector<TypeSet> types[kPortKinds];
  std::vector<SameType> same_types;
  std::optional<InputPolicy> policy;
  bool process_bounds = false;

  // Also fills the node's optional_side_inputs, timestamp_offset and services.
  static Result<ContractReader> read(NodePlan& node);

 private:
  static Status check_ports(const NodePlan& node, const CalculatorContract& contract);
};

}  // namespace saccade
