#include "graph/contract.h"

#include <exception>

namespace saccade {
namespace {

constexpr const char* kKindNames[kPortKinds] = {"input stream", "output stream", "input side packet",
                                                "output side packet"};

std::string describe_port(PortKind kind, std::string_view tag, int index) {
  std::string text = kKindNames[static_cast<int>(kind)];
  if (tag.empty()) return text + " number " + std::to_string(index);
  text += " \"" + std::string(tag);
  if (index > 0) text += ":" + std::to_string(index);
  return text + "\"";
}

Status run_contract(const CalculatorEntry& entry, CalculatorContract& contract) {
  try {
    return entry.contract(contract);
  } catch (const std::exception& error) {
    return internal_error(std::string("an exception left contract(): ") + error.what());
  }
}

}  // namespace

CalculatorContract::CalculatorContract(const PortMap* ports, const NodeOptions& options)
    : ports_(ports), options_(options) {
  for (int kind = 0; kind < kPortKinds; ++kind) declared_[kind].resize(ports[kind].size());
}

void CalculatorContract::declare(PortKind kind, std::string_view tag, int index, std::vector<std::type_index> types,
                                 bool optional) {
  const PortId port = ports(kind).find(tag, index);
  if (port == kNoPort) {
    if (!optional) missing_.push_back(describe_port(kind, tag, index));
    return;
  }
  declared_[static_cast<int>(kind)][port] = {.declared = true, .optional = optional, .types = std::move(types)};
}

void CalculatorContract::same_type(const PortRef& a, const PortRef& b) {
  const PortId port_a = ports(a.kind).find(a.tag, a.index);
  const PortId port_b = ports(b.kind).find(b.tag, b.index);
  if (port_a != kNoPort && port_b != kNoPort) same_types_.push_back({a.kind, port_a, b.kind, port_b});
}

Status ContractReader::check_ports(const NodePlan& node, const CalculatorContract& contract) {
  const std::string calculator(node.entry.name);
  if (!contract.missing_.empty()) {
    return invalid_argument(calculator + " needs the " + contract.missing_.front() +
                            ", which the node does not connect");
  }
  for (int kind = 0; kind < kPortKinds; ++kind) {
    for (PortId port = 0; port < node.ports[kind].size(); ++port) {
      if (contract.declared_[kind][port].declared) continue;
      const Port& connected = node.ports[kind][port];
      return invalid_argument(calculator + " has no " +
                              describe_port(static_cast<PortKind>(kind), connected.tag, connected.index) + "; \"" +
                              connected.to_string() + "\" was not expected");
    }
  }
  return ok_status();
}

Result<ContractReader> ContractReader::read(NodePlan& node) {
  CalculatorContract contract(node.ports, node.options);
  SACCADE_TRY(run_contract(node.entry, contract));
  SACCADE_TRY(check_ports(node, contract));

  ContractReader facts;
  for (int kind = 0; kind < kPortKinds; ++kind) {
    for (CalculatorContract::Declared& port : contract.declared_[kind]) {
      facts.types[kind].push_back(std::move(port.types));
      if (kind == static_cast<int>(PortKind::kSideInput)) node.optional_side_inputs.push_back(port.optional);
    }
  }
  facts.same_types = std::move(contract.same_types_);
  facts.policy = contract.input_policy_;
  facts.process_bounds = contract.process_timestamp_bounds_;
  node.timestamp_offset = contract.timestamp_offset_;
  node.services = std::move(contract.services_);
  return facts;
}

}  // namespace saccade
