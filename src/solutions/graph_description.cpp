#include <algorithm>
#include <sstream>

#include "graph/plan.h"
#include "saccade/graph.h"
#include "solutions/registry.h"

namespace saccade {
namespace {

Result<std::unique_ptr<const GraphPlan>> read_plan(const std::string& path) {
  return GraphPlan::create(SACCADE_TRY(read_config(path)), builtin_registry(), {});
}

std::string types_text(const TypeSet& types) {
  if (types.empty()) return "any";
  std::string text;
  for (const std::type_index& type : types) text += (text.empty() ? "" : "|") + type_name(type);
  return text;
}

// " in IMAGE:image<saccade::Image>" for each port.
void print_ports(std::ostream& out, const GraphPlan& plan, const NodePlan& node, PortKind kind, const char* word) {
  const PortMap& ports = node.port_map(kind);
  for (PortId port = 0; port < ports.size(); ++port) {
    const size_t id = static_cast<size_t>(node.stream_ids(kind)[static_cast<size_t>(port)]);
    const bool side = kind == PortKind::kSideInput || kind == PortKind::kSideOutput;
    const std::string& name = side ? plan.side_packets[id].name : plan.streams[id].name;
    const TypeSet& types = side ? plan.side_packets[id].types : plan.streams[id].types;
    const Port& place = ports[port];
    out << ' ' << word << ' ' << place.tag << (place.tag.empty() ? "" : ":");
    if (!place.tag.empty() && place.index > 0) out << place.index << ':';
    out << name << '<' << types_text(types) << '>';
  }
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

std::string end_of(const GraphPlan& plan, const PortPlace& place, const std::string& stream) {
  return quoted(place.node == kGraphInput ? stream : plan.nodes[static_cast<size_t>(place.node)].name);
}

void print_edges(std::ostream& out, const GraphPlan& plan, const StreamPlan& stream) {
  for (const PortPlace& consumer : stream.consumers) {
    const NodePlan& node = plan.nodes[static_cast<size_t>(consumer.node)];
    const bool back = node.back_edges[static_cast<size_t>(consumer.port)];
    out << "  " << end_of(plan, stream.producer, stream.name) << " -> " << quoted(node.name)
        << " [label=" << quoted(stream.name) << (back ? ", style=dashed, constraint=false" : "") << "];\n";
  }
}

}  // namespace

std::vector<CalculatorInfo> known_calculators() {
  std::vector<CalculatorInfo> infos;
  for (const CalculatorEntry& entry : builtin_registry().calculators()) {
    infos.push_back({std::string(entry.name), std::string(entry.summary)});
  }
  return infos;
}

std::vector<std::string> known_subgraphs() { return builtin_registry().subgraph_names(); }

Status check_graph(const std::string& path) {
  SACCADE_TRY(read_plan(path));
  return ok_status();
}

Result<std::string> show_graph(const std::string& path) {
  const auto plan = SACCADE_TRY(read_plan(path));
  std::ostringstream out;
  for (const NodePlan& node : plan->nodes) {
    out << node.name << " (" << node.entry.name << ')';
    print_ports(out, *plan, node, PortKind::kInput, "in");
    print_ports(out, *plan, node, PortKind::kSideInput, "side in");
    print_ports(out, *plan, node, PortKind::kOutput, "out");
    print_ports(out, *plan, node, PortKind::kSideOutput, "side out");
    out << '\n';
  }
  return out.str();
}

Result<std::string> dot_graph(const std::string& path) {
  const auto plan = SACCADE_TRY(read_plan(path));
  std::ostringstream out;
  out << "digraph graph_of_calculators {\n  rankdir=LR;\n  node [shape=box];\n";
  for (const int input : plan->input_streams) {
    out << "  " << quoted(plan->streams[static_cast<size_t>(input)].name) << " [shape=ellipse];\n";
  }
  for (const NodePlan& node : plan->nodes) {
    out << "  " << quoted(node.name) << " [label=" << quoted(std::string(node.entry.name)) << "];\n";
  }
  for (const StreamPlan& stream : plan->streams) print_edges(out, *plan, stream);
  out << "}\n";
  return out.str();
}

}  // namespace saccade
