#include "graph/expand.h"

#include <algorithm>
#include <unordered_map>

#include "base/near_names.h"
#include "graph/graph_options.h"
#include "graph/node_names.h"

namespace saccade {
namespace {

using mediapipe::CalculatorGraphConfig;
using Node = CalculatorGraphConfig::Node;
using Strings = google::protobuf::RepeatedPtrField<std::string>;

// Official graphs nest under 10 deep and stay under 300 nodes; a subgraph that contains itself meets these first.
constexpr int kMaxDepth = 50;
constexpr int kMaxNodes = 20000;

// Inner name -> outer name; an empty outer name removes the port.
using Renames = std::unordered_map<std::string, std::string>;

Status refuse_legacy(const CalculatorGraphConfig& config) {
  auto refused = [](const char* what) {
    return unimplemented(std::string("the graph uses ") + what +
                         ", which Saccade does not run; give the value as a side packet or use a calculator instead");
  };
  if (config.packet_factory_size() > 0) return refused("packet_factory");
  if (config.packet_generator_size() > 0) return refused("packet_generator");
  if (config.status_handler_size() > 0) return refused("status_handler");
  return ok_status();
}

Status check_subgraph_node(const Node& node) {
  auto refused = [](const char* field) {
    return invalid_argument(std::string(field) + " is not allowed on a subgraph; set it on the nodes inside");
  };
  if (node.source_layer() != 0) return refused("source_layer");
  if (node.buffer_size_hint() != 0) return refused("buffer_size_hint");
  if (node.has_output_stream_handler()) return refused("output_stream_handler");
  if (node.input_stream_info_size() > 0) return refused("input_stream_info");
  return ok_status();
}

// Adds to `renames` what the interface of a subgraph (`inner`) becomes at a node that connects `outer`.
Status match_ports(const Strings& inner, const Strings& outer, const std::string& prefix, bool drop_unconnected,
                   const char* kind, Renames& renames) {
  const PortMap inner_ports = SACCADE_TRY(PortMap::from(inner));
  const PortMap outer_ports = SACCADE_TRY(PortMap::from(outer));
  for (const Port& port : outer_ports.ports()) {
    if (inner_ports.find(port.tag, port.index) == kNoPort) {
      return invalid_argument(std::string("the subgraph has no ") + kind + " \"" + port.tag_index() + "\" for \"" +
                              port.to_string() + "\"");
    }
  }
  for (const Port& port : inner_ports.ports()) {
    const PortId id = outer_ports.find(port.tag, port.index);
    std::string outer_name = id == kNoPort ? (drop_unconnected ? "" : prefix + port.name) : outer_ports[id].name;
    const auto [it, added] = renames.emplace(port.name, std::move(outer_name));
    if (!added) {
      return invalid_argument("the subgraph gives \"" + port.name +
                              "\" twice in its interface; put a PassThroughCalculator between");
    }
  }
  return ok_status();
}

Status rename_ports(Strings& texts, const Renames& renames, const std::string& prefix) {
  Strings renamed;
  for (const std::string& text : texts) {
    const Port port = SACCADE_TRY(parse_port(text));
    const auto it = renames.find(port.name);
    const std::string name = it == renames.end() ? prefix + port.name : it->second;
    if (name.empty()) continue;
    *renamed.Add() = text.substr(0, text.size() - port.name.size()) + name;
  }
  texts.Swap(&renamed);
  return ok_status();
}

// Gives the nodes of `subgraph`, which stands for `node`, the names they have in the outer graph.
Status connect_subgraph(const Node& node, const std::string& node_name, CalculatorGraphConfig& subgraph) {
  const std::string prefix = subgraph_prefix(node_name);
  Renames streams;
  SACCADE_TRY(match_ports(subgraph.input_stream(), node.input_stream(), prefix, true, "input stream", streams));
  SACCADE_TRY(match_ports(subgraph.output_stream(), node.output_stream(), prefix, false, "output stream", streams));
  Renames sides;
  SACCADE_TRY(
      match_ports(subgraph.input_side_packet(), node.input_side_packet(), prefix, true, "input side packet", sides));
  SACCADE_TRY(match_ports(subgraph.output_side_packet(), node.output_side_packet(), prefix, false, "output side packet",
                          sides));
  const std::vector<std::string> names = canonical_node_names(subgraph);
  for (int i = 0; i < subgraph.node_size(); ++i) {
    Node& inner = *subgraph.mutable_node(i);
    inner.set_name(prefix + names[i]);
    SACCADE_TRY(rename_ports(*inner.mutable_input_stream(), streams, prefix));
    SACCADE_TRY(rename_ports(*inner.mutable_output_stream(), streams, prefix));
    SACCADE_TRY(rename_ports(*inner.mutable_input_side_packet(), sides, prefix));
    SACCADE_TRY(rename_ports(*inner.mutable_output_side_packet(), sides, prefix));
  }
  return ok_status();
}

class Expander {
 public:
  Expander(const GraphRegistry& registry, const std::map<std::string, Packet>& side_packets, std::string package)
      : registry_(registry), side_packets_(side_packets), package_(std::move(package)) {}

  // Calculators keep their order and come first; what the subgraph nodes stand for follows in their order. Names and
  // node ids of nested subgraphs rest on this order.
  Result<GraphConfig> expand_once(GraphConfig graph, bool& changed) {
    GraphConfig kept;
    std::vector<int> subgraph_nodes;
    partition(graph, kept, subgraph_nodes);
    changed = !subgraph_nodes.empty();
    if (!changed) return graph;
    // Names are given with the subgraph nodes behind the others.
    CalculatorGraphConfig naming;
    for (const Node& node : kept.proto.node()) *naming.add_node() = node;
    for (const int i : subgraph_nodes) *naming.add_node() = graph.proto.node(i);
    const std::vector<std::string> names = canonical_node_names(naming);
    size_t next_name = kept.proto.node_size();
    for (const int i : subgraph_nodes) {
      const SourceLocation& location = graph.node_locations[i];
      Result<GraphConfig> inner = expand_node(graph.proto.node(i), names[next_name], location);
      if (!inner.ok()) {
        return inner.error().with_context(location.to_string() + ": node \"" + names[next_name] + "\"");
      }
      ++next_name;
      append(std::move(*inner), kept);
      if (kept.proto.node_size() > kMaxNodes) return too_large(names[next_name - 1]);
    }
    return kept;
  }

  static Status too_large(const std::string& node) {
    return invalid_argument("the graph does not end: node \"" + node + "\" is more than " + std::to_string(kMaxDepth) +
                            " subgraphs deep, or there are more than " + std::to_string(kMaxNodes) +
                            " nodes; does a subgraph contain itself?");
  }

 private:
  void partition(const GraphConfig& graph, GraphConfig& kept, std::vector<int>& subgraph_nodes) const {
    kept.proto = graph.proto;
    kept.proto.clear_node();
    for (int i = 0; i < graph.proto.node_size(); ++i) {
      const Node& node = graph.proto.node(i);
      if (registry_.find_subgraph(node.calculator(), package_) != nullptr) {
        subgraph_nodes.push_back(i);
      } else {
        *kept.proto.add_node() = node;
        kept.node_locations.push_back(graph.node_locations[i]);
      }
    }
  }

  Result<GraphConfig> expand_node(const Node& node, const std::string& name, const SourceLocation& location) const {
    SACCADE_TRY(check_subgraph_node(node));
    const GraphRegistry::Subgraph& subgraph = *registry_.find_subgraph(node.calculator(), package_);
    GraphConfig inner;
    if (subgraph.config != nullptr) {
      inner = *subgraph.config;
    } else {
      const NodeOptions options = SACCADE_TRY(NodeOptions::parse(node));
      inner.proto = SACCADE_TRY(subgraph.expander({node, options, side_packets_}));
      inner.node_locations.assign(inner.proto.node_size(), location);
    }
    SACCADE_TRY(refuse_legacy(inner.proto));
    SACCADE_TRY(apply_graph_options(node, inner.proto));
    SACCADE_TRY(connect_subgraph(node, name, inner.proto));
    return inner;
  }

  static void append(GraphConfig inner, GraphConfig& outer) {
    for (int i = 0; i < inner.proto.node_size(); ++i) {
      outer.proto.add_node()->Swap(inner.proto.mutable_node(i));
      outer.node_locations.push_back(std::move(inner.node_locations[i]));
    }
  }

  const GraphRegistry& registry_;
  const std::map<std::string, Packet>& side_packets_;
  const std::string package_;
};

}  // namespace

Result<GraphConfig> expand_graph(GraphConfig config, const GraphRegistry& registry,
                                 const std::map<std::string, Packet>& side_packets) {
  SACCADE_TRY(refuse_legacy(config.proto));
  SACCADE_TRY(apply_graph_options(Node(), config.proto));
  Expander expander(registry, side_packets, config.proto.package());
  for (int depth = 0; depth < kMaxDepth; ++depth) {
    bool changed = false;
    config = SACCADE_TRY(expander.expand_once(std::move(config), changed));
    if (!changed) return config;
  }
  return Expander::too_large(config.proto.node(config.proto.node_size() - 1).name());
}

}  // namespace saccade
