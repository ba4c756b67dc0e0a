#include "graph/plan_types.h"

#include <algorithm>
#include <numeric>

namespace saccade {
namespace {

std::string type_names(const TypeSet& types) {
  std::string text;
  for (const std::type_index type : types) text += (text.empty() ? "" : " or ") + type_name(type);
  return text;
}

// Streams (first) and side packets that must be of one type, joined.
class TypeClasses {
 public:
  explicit TypeClasses(size_t size) : parents_(size), types_(size), narrowed_by_(size) {
    std::iota(parents_.begin(), parents_.end(), 0);
  }
  int root(int item) {
    while (parents_[item] != item) item = parents_[item] = parents_[parents_[item]];
    return item;
  }
  // Before any narrow().
  void join(int a, int b) { parents_[root(a)] = root(b); }

  // False when nothing is left.
  bool narrow(int item, const TypeSet& allowed, const std::string& by) {
    if (allowed.empty()) return true;
    const int at = root(item);
    TypeSet common;
    for (const std::type_index type : allowed) {
      const bool shared =
          types_[at].empty() || std::find(types_[at].begin(), types_[at].end(), type) != types_[at].end();
      if (shared) common.push_back(type);
    }
    if (common.empty()) return false;
    if (common.size() != types_[at].size()) narrowed_by_[at] = by;
    types_[at] = std::move(common);
    return true;
  }
  const TypeSet& types(int item) { return types_[root(item)]; }
  const std::string& narrowed_by(int item) { return narrowed_by_[root(item)]; }

 private:
  std::vector<int> parents_;
  std::vector<TypeSet> types_;
  std::vector<std::string> narrowed_by_;  // for messages
};

// The number of a port's stream or side packet among the classes.
int item_of(const GraphPlan& plan, int node, PortKind kind, PortId port) {
  const int id = plan.nodes[node].stream_ids(kind)[port];
  const bool is_stream = kind == PortKind::kInput || kind == PortKind::kOutput;
  return is_stream ? id : static_cast<int>(plan.streams.size()) + id;
}

std::string place_name(const NodePlan& node, PortKind kind, PortId port) {
  const bool is_output = kind == PortKind::kOutput || kind == PortKind::kSideOutput;
  return node.label() + (is_output ? " output \"" : " input \"") + node.port_map(kind)[port].to_string() + "\"";
}

Status narrow_port(const GraphPlan& plan, int node, PortKind kind, PortId port, const TypeSet& allowed,
                   TypeClasses& classes) {
  const int item = item_of(plan, node, kind, port);
  const std::string place = place_name(plan.nodes[node], kind, port);
  if (classes.narrow(item, allowed, place)) return ok_status();
  const bool is_stream = kind == PortKind::kInput || kind == PortKind::kOutput;
  return invalid_argument(std::string(is_stream ? "stream \"" : "side packet \"") +
                          plan.nodes[node].port_map(kind)[port].name + "\": types do not match; " +
                          classes.narrowed_by(item) + " holds " + type_names(classes.types(item)) + ", but " + place +
                          " needs " + type_names(allowed));
}

}  // namespace

Status resolve_types(std::span<const ContractReader> contracts, GraphPlan& plan) {
  TypeClasses classes(plan.streams.size() + plan.side_packets.size());
  for (size_t n = 0; n < plan.nodes.size(); ++n) {
    for (const ContractReader::SameType& same : contracts[n].same_types) {
      classes.join(item_of(plan, n, same.kind_a, same.a), item_of(plan, n, same.kind_b, same.b));
    }
  }
  // Producers stand before consumers, so a message blames the consumer.
  for (size_t n = 0; n < plan.nodes.size(); ++n) {
    for (const PortKind kind : {PortKind::kInput, PortKind::kSideInput, PortKind::kOutput, PortKind::kSideOutput}) {
      const std::vector<TypeSet>& declared = contracts[n].types[static_cast<int>(kind)];
      for (size_t port = 0; port < declared.size(); ++port) {
        SACCADE_TRY(narrow_port(plan, n, kind, port, declared[port], classes));
      }
    }
  }
  const int stream_count = static_cast<int>(plan.streams.size());
  for (int i = 0; i < stream_count; ++i) plan.streams[i].types = classes.types(i);
  for (size_t i = 0; i < plan.side_packets.size(); ++i) plan.side_packets[i].types = classes.types(stream_count + i);
  return ok_status();
}

}  // namespace saccade
