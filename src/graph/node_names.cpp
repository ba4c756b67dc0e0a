#include "graph/node_names.h"

#include <algorithm>
#include <unordered_map>

namespace saccade {
namespace {

const std::string& base_name(const mediapipe::CalculatorGraphConfig_Node& node) {
  return node.name().empty() ? node.calculator() : node.name();
}

}  // namespace

std::vector<std::string> canonical_node_names(const mediapipe::CalculatorGraphConfig& config) {
  std::unordered_map<std::string, int> counts;
  for (const auto& node : config.node()) ++counts[base_name(node)];
  std::unordered_map<std::string, int> seen;
  std::vector<std::string> names;
  for (const auto& node : config.node()) {
    const std::string& base = base_name(node);
    names.push_back(counts[base] == 1 ? base : base + "_" + std::to_string(++seen[base]));
  }
  return names;
}

std::string subgraph_prefix(std::string_view node_name) {
  std::string prefix(node_name);
  std::transform(prefix.begin(), prefix.end(), prefix.begin(), [](char c) {
    if (c == '.' || c == ' ' || c == ':') return '_';
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return prefix + "__";
}

}  // namespace saccade
