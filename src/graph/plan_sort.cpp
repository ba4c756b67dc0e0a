#include "graph/plan_sort.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <string_view>
#include <unordered_map>

namespace saccade {
namespace {

using Producers = std::unordered_map<std::string_view, int>;

// Node numbers that feed each node, back edges aside.
std::vector<std::vector<int>> find_feeders(std::span<const NodePlan> nodes) {
  Producers streams;
  Producers sides;
  for (size_t i = 0; i < nodes.size(); ++i) {
    for (const Port& port : nodes[i].port_map(PortKind::kOutput).ports()) streams.emplace(port.name, i);
    for (const Port& port : nodes[i].port_map(PortKind::kSideOutput).ports()) sides.emplace(port.name, i);
  }
  std::vector<std::vector<int>> feeders(nodes.size());
  auto add = [](const Producers& producers, const std::string& name, std::vector<int>& to) {
    if (const auto it = producers.find(name); it != producers.end()) to.push_back(it->second);
  };
  for (size_t i = 0; i < nodes.size(); ++i) {
    const PortMap& inputs = nodes[i].port_map(PortKind::kInput);
    for (PortId port = 0; port < inputs.size(); ++port) {
      if (!nodes[i].back_edges[port]) add(streams, inputs[port].name, feeders[i]);
    }
    for (const Port& port : nodes[i].port_map(PortKind::kSideInput).ports()) add(sides, port.name, feeders[i]);
  }
  return feeders;
}

// Walks against the edges from a node that could not be placed until one repeats.
Status cycle_error(std::span<const NodePlan> nodes, const std::vector<std::vector<int>>& feeders,
                   const std::vector<int>& waiting_for) {
  auto stuck = [&](int node) { return waiting_for[node] > 0; };
  int node = 0;
  while (!stuck(node)) ++node;
  std::vector<int> path;
  while (std::find(path.begin(), path.end(), node) == path.end()) {
    path.push_back(node);
    node = *std::find_if(feeders[node].begin(), feeders[node].end(), stuck);
  }
  path.erase(path.begin(), std::find(path.begin(), path.end(), node));
  std::reverse(path.begin(), path.end());
  std::string names = nodes[path.back()].label();
  for (const int member : path) names += " -> " + nodes[member].label();
  return invalid_argument(
      "the graph has a cycle: " + names +
      "; mark the input that closes it with input_stream_info { tag_index: \"TAG\" back_edge: true }");
}

}  // namespace

Result<std::vector<int>> sort_nodes(std::span<const NodePlan> nodes) {
  const std::vector<std::vector<int>> feeders = find_feeders(nodes);
  std::vector<int> waiting_for(nodes.size());
  std::vector<std::vector<int>> fed(nodes.size());
  for (size_t i = 0; i < nodes.size(); ++i) {
    waiting_for[i] = static_cast<int>(feeders[i].size());
    for (const int feeder : feeders[i]) fed[feeder].push_back(static_cast<int>(i));
  }
  // The lowest number that is ready goes first, which keeps an order that is right already.
  std::priority_queue<int, std::vector<int>, std::greater<>> ready;
  for (size_t i = 0; i < nodes.size(); ++i) {
    if (waiting_for[i] == 0) ready.push(static_cast<int>(i));
  }
  std::vector<int> order;
  while (!ready.empty()) {
    const int node = ready.top();
    ready.pop();
    order.push_back(node);
    for (const int next : fed[node]) {
      if (--waiting_for[next] == 0) ready.push(next);
    }
  }
  if (order.size() < nodes.size()) return cycle_error(nodes, feeders, waiting_for);
  return order;
}

}  // namespace saccade
