#include "graph/plan.h"

#include <algorithm>
#include <unordered_map>

#include "base/near_names.h"
#include "graph/contract.h"
#include "graph/expand.h"
#include "graph/node_names.h"
#include "graph/plan_inputs.h"
#include "graph/plan_sort.h"
#include "graph/plan_types.h"

namespace saccade {
namespace {

using mediapipe::CalculatorGraphConfig;
using ConfigNode = CalculatorGraphConfig::Node;

Status unknown_calculator(const std::string& name, const GraphRegistry& registry) {
  std::vector<std::string> known = registry.subgraph_names();
  for (const CalculatorEntry& entry : registry.calculators()) known.emplace_back(entry.name);
  std::sort(known.begin(), known.end());
  const std::string near = suggest_near_names(name, known);
  std::string message =
      "Unable to find Calculator \"" + name + "\"" + (near.empty() ? "; known are " : near + " Known are ");
  for (const std::string& other : known) message += (&other == &known.front() ? "" : ", ") + other;
  return not_found(std::move(message));
}

Status read_back_edges(const ConfigNode& config_node, NodePlan& node) {
  const PortMap& inputs = node.port_map(PortKind::kInput);
  node.back_edges.assign(inputs.size(), false);
  for (const auto& info : config_node.input_stream_info()) {
    const Port wanted = SACCADE_TRY(parse_tag_index(info.tag_index()));
    const PortId id = inputs.find(wanted.tag, wanted.index);
    if (id == kNoPort) {
      return invalid_argument("input_stream_info names \"" + info.tag_index() + "\", which is no input of the node");
    }
    node.back_edges[id] = info.back_edge();
  }
  return ok_status();
}

class Planner {
 public:
  Planner(GraphConfig config, const GraphRegistry& registry)
      : source_(std::move(config)), registry_(registry), plan_(std::make_unique<GraphPlan>()) {}

  Result<std::unique_ptr<const GraphPlan>> run() {
    SACCADE_TRY(read_nodes());
    SACCADE_TRY(sort());
    SACCADE_TRY(add_graph_inputs());
    SACCADE_TRY(add_producers());
    SACCADE_TRY(add_consumers());
    SACCADE_TRY(read_contracts());
    SACCADE_TRY(resolve_types(contracts_, *plan_));
    SACCADE_TRY(read_limits());
    return std::unique_ptr<const GraphPlan>(std::move(plan_));
  }

 private:
  Status read_nodes() {
    const std::vector<std::string> names = canonical_node_names(source_.proto);
    plan_->nodes.resize(source_.proto.node_size());
    for (int i = 0; i < source_.proto.node_size(); ++i) {
      NodePlan& node = plan_->nodes[i];
      node.name = names[i];
      node.location = source_.node_locations[i];
      const Status status = read_node(source_.proto.node(i), node);
      if (!status.ok()) return status.with_context(node.label());
    }
    return ok_status();
  }

  Status read_node(const ConfigNode& config_node, NodePlan& node) {
    const CalculatorEntry* entry = registry_.find_calculator(config_node.calculator(), source_.proto.package());
    if (entry == nullptr) return unknown_calculator(config_node.calculator(), registry_);
    node.entry = *entry;
    node.ports[static_cast<int>(PortKind::kInput)] = SACCADE_TRY(PortMap::from(config_node.input_stream()));
    node.ports[static_cast<int>(PortKind::kOutput)] = SACCADE_TRY(PortMap::from(config_node.output_stream()));
    node.ports[static_cast<int>(PortKind::kSideInput)] = SACCADE_TRY(PortMap::from(config_node.input_side_packet()));
    node.ports[static_cast<int>(PortKind::kSideOutput)] = SACCADE_TRY(PortMap::from(config_node.output_side_packet()));
    for (int kind = 0; kind < kPortKinds; ++kind) node.ids[kind].assign(node.ports[kind].size(), -1);
    node.options = SACCADE_TRY(NodeOptions::parse(config_node));
    node.source_layer = config_node.source_layer();
    return read_back_edges(config_node, node);
  }

  // Sorts the nodes, the config and the names: those without a name of their own are numbered in sorted order.
  Status sort() {
    const std::vector<int> order = SACCADE_TRY(sort_nodes(plan_->nodes));
    std::vector<NodePlan> nodes;
    CalculatorGraphConfig& config = plan_->config;
    config = source_.proto;
    config.clear_node();
    for (const int i : order) {
      nodes.push_back(std::move(plan_->nodes[i]));
      config.add_node()->Swap(source_.proto.mutable_node(i));
    }
    plan_->nodes = std::move(nodes);
    const std::vector<std::string> names = canonical_node_names(config);
    for (size_t i = 0; i < names.size(); ++i) plan_->nodes[i].name = names[i];
    return ok_status();
  }

  Status add_graph_inputs() {
    const PortMap ports = SACCADE_TRY(PortMap::from(plan_->config.input_stream()));
    for (const std::string& text : plan_->config.input_stream()) {
      const int id = static_cast<int>(plan_->streams.size());
      SACCADE_TRY(add_stream(SACCADE_TRY(parse_port(text)).name, {}));
      plan_->input_streams.push_back(id);
      plan_->streams.back().ancestors = {id};
    }
    return ok_status();
  }

  Status add_stream(const std::string& name, PortPlace producer) {
    const auto [it, added] = stream_ids_.emplace(name, static_cast<int>(plan_->streams.size()));
    if (!added) return defined_twice("stream", name, plan_->streams[it->second].producer, producer);
    plan_->streams.push_back({.name = name, .producer = producer, .consumers = {}, .types = {}, .ancestors = {}});
    return ok_status();
  }

  Status defined_twice(const char* kind, const std::string& name, PortPlace first, PortPlace second) const {
    auto place = [&](PortPlace at) {
      return at.node == kGraphInput ? std::string("the graph's input") : plan_->nodes[at.node].label();
    };
    return invalid_argument(std::string(kind) + " \"" + name + "\" is defined twice, by " + place(first) + " and by " +
                            place(second));
  }

  Status add_producers() {
    for (int n = 0; n < static_cast<int>(plan_->nodes.size()); ++n) {
      NodePlan& node = plan_->nodes[n];
      const PortMap& outputs = node.port_map(PortKind::kOutput);
      for (PortId port = 0; port < outputs.size(); ++port) {
        SACCADE_TRY(add_stream(outputs[port].name, {n, port}));
        node.ids[static_cast<int>(PortKind::kOutput)][port] = stream_ids_[outputs[port].name];
      }
      const PortMap& sides = node.port_map(PortKind::kSideOutput);
      for (PortId port = 0; port < sides.size(); ++port) {
        const auto [it, added] = side_ids_.emplace(sides[port].name, static_cast<int>(plan_->side_packets.size()));
        if (!added) {
          return defined_twice("side packet", sides[port].name, plan_->side_packets[it->second].producer, {n, port});
        }
        plan_->side_packets.push_back({.name = sides[port].name, .producer = {n, port}, .consumers = {}, .types = {}});
        node.ids[static_cast<int>(PortKind::kSideOutput)][port] = it->second;
      }
    }
    return ok_status();
  }

  Status add_consumers() {
    for (int n = 0; n < static_cast<int>(plan_->nodes.size()); ++n) {
      NodePlan& node = plan_->nodes[n];
      const PortMap& inputs = node.port_map(PortKind::kInput);
      for (PortId port = 0; port < inputs.size(); ++port) {
        const auto it = stream_ids_.find(inputs[port].name);
        if (it == stream_ids_.end()) return no_producer(node, inputs[port]);
        node.ids[static_cast<int>(PortKind::kInput)][port] = it->second;
        plan_->streams[it->second].consumers.push_back({n, port});
      }
      const PortMap& sides = node.port_map(PortKind::kSideInput);
      for (PortId port = 0; port < sides.size(); ++port) {
        const auto [it, added] = side_ids_.emplace(sides[port].name, static_cast<int>(plan_->side_packets.size()));
        if (added)
          plan_->side_packets.push_back({.name = sides[port].name, .producer = {}, .consumers = {}, .types = {}});
        node.ids[static_cast<int>(PortKind::kSideInput)][port] = it->second;
        plan_->side_packets[it->second].consumers.push_back({n, port});
      }
      add_ancestors(n);
    }
    return ok_status();
  }

  Status no_producer(const NodePlan& node, const Port& port) const {
    std::vector<std::string> known;
    for (const StreamPlan& stream : plan_->streams) known.push_back(stream.name);
    const std::string where = node.location.to_string();
    return invalid_argument((where.empty() ? "" : where + ": ") + "Input Stream \"" + port.name +
                            "\" for node with name \"" + node.name + "\" does not have a corresponding output stream." +
                            suggest_near_names(port.name, known));
  }

  // Feeders are numbered: the graph's inputs, then the sources in node order. Nodes come sorted, so what feeds the
  // inputs is known already; back edges add nothing.
  void add_ancestors(int n) {
    NodePlan& node = plan_->nodes[n];
    std::vector<int> ancestors;
    if (node.is_source()) {
      ancestors.push_back(static_cast<int>(plan_->input_streams.size() + plan_->sources.size()));
      plan_->sources.push_back(n);
    }
    const std::vector<int>& inputs = node.stream_ids(PortKind::kInput);
    for (size_t port = 0; port < inputs.size(); ++port) {
      if (node.back_edges[port]) continue;
      const std::vector<int>& feeders = plan_->streams[inputs[port]].ancestors;
      ancestors.insert(ancestors.end(), feeders.begin(), feeders.end());
    }
    std::sort(ancestors.begin(), ancestors.end());
    ancestors.erase(std::unique(ancestors.begin(), ancestors.end()), ancestors.end());
    for (const int output : node.stream_ids(PortKind::kOutput)) plan_->streams[output].ancestors = ancestors;
  }

  Status read_contracts() {
    for (size_t i = 0; i < plan_->nodes.size(); ++i) {
      const Status status = read_contract(plan_->config.node(i), plan_->nodes[i]);
      if (!status.ok()) return status.with_context(plan_->nodes[i].label());
    }
    return ok_status();
  }

  Status read_contract(const ConfigNode& config_node, NodePlan& node) {
    contracts_.push_back(SACCADE_TRY(ContractReader::read(node)));
    SACCADE_TRY(plan_inputs(config_node, plan_->config, contracts_.back(), node));
    const std::vector<int>& sides = node.stream_ids(PortKind::kSideInput);
    for (size_t port = 0; port < sides.size(); ++port) {
      if (!node.optional_side_inputs[port]) plan_->side_packets[sides[port]].required = true;
    }
    return ok_status();
  }

  Status read_limits() {
    constexpr int kDefaultQueueSize = 100;
    const int configured = plan_->config.max_queue_size();
    if (configured < -1)
      return invalid_argument("max_queue_size is " + std::to_string(configured) + "; give -1 for no limit");
    plan_->max_queue_size = configured == 0 ? kDefaultQueueSize : configured;
    for (const ConfigNode& node : plan_->config.node()) {
      if (plan_->max_queue_size >= 0) plan_->max_queue_size = std::max(plan_->max_queue_size, node.buffer_size_hint());
    }
    plan_->report_deadlock = plan_->config.report_deadlock();
    return ok_status();
  }

  GraphConfig source_;
  const GraphRegistry& registry_;
  std::unique_ptr<GraphPlan> plan_;
  std::vector<ContractReader> contracts_;
  std::unordered_map<std::string, int> stream_ids_;
  std::unordered_map<std::string, int> side_ids_;
};

}  // namespace

std::string NodePlan::label() const {
  const std::string where = location.to_string();
  return "node \"" + name + "\"" + (where.empty() ? "" : " (" + where + ")");
}

Result<std::unique_ptr<const GraphPlan>> GraphPlan::create(GraphConfig config, const GraphRegistry& registry,
                                                           const std::map<std::string, Packet>& side_packets) {
  GraphConfig expanded = SACCADE_TRY(expand_graph(std::move(config), registry, side_packets));
  return Planner(std::move(expanded), registry).run();
}

int GraphPlan::stream_index(std::string_view name) const {
  const auto it = std::find_if(streams.begin(), streams.end(), [&](const StreamPlan& s) { return s.name == name; });
  return it == streams.end() ? -1 : static_cast<int>(it - streams.begin());
}

int GraphPlan::side_index(std::string_view name) const {
  const auto it =
      std::find_if(side_packets.begin(), side_packets.end(), [&](const SidePlan& s) { return s.name == name; });
  return it == side_packets.end() ? -1 : static_cast<int>(it - side_packets.begin());
}

}  // namespace saccade
