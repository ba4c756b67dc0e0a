#include "graph/registry.h"

#include <algorithm>

#include "graph/builtin.h"
#include "graph/config.h"

namespace saccade {
namespace {

// The names under which `name` may be registered, best first: in the package, in its parents, then alone. MediaPipe's
// own C++ names live in package "mediapipe" and are also reached without it.
std::vector<std::string> candidate_names(std::string_view name, std::string_view package) {
  while (name.starts_with("::")) name.remove_prefix(2);
  std::vector<std::string> candidates;
  while (!package.empty()) {
    candidates.push_back(std::string(package) + "." + std::string(name));
    const size_t dot = package.rfind('.');
    package = dot == std::string_view::npos ? std::string_view() : package.substr(0, dot);
  }
  candidates.emplace_back(name);
  for (const std::string_view prefix : {"mediapipe.", "mediapipe::"}) {
    if (name.starts_with(prefix)) candidates.emplace_back(name.substr(prefix.size()));
  }
  return candidates;
}

template <typename Map>
const typename Map::mapped_type* find_in(const Map& map, std::string_view name) {
  const auto it = map.find(name);
  return it == map.end() ? nullptr : &it->second;
}

}  // namespace

GraphRegistry::GraphRegistry(const GraphRegistry* parent) : parent_(parent) {
  if (parent == nullptr) add_builtin_nodes(*this);
}
GraphRegistry::~GraphRegistry() = default;
GraphRegistry::GraphRegistry(GraphRegistry&&) noexcept = default;
GraphRegistry& GraphRegistry::operator=(GraphRegistry&&) noexcept = default;

void GraphRegistry::add_calculators(std::span<const CalculatorEntry> entries) {
  for (const CalculatorEntry& entry : entries) calculators_.insert_or_assign(std::string(entry.name), entry);
}

Status GraphRegistry::add_subgraph(std::string name, std::string_view contents, const std::string& file) {
  add_subgraph(std::move(name), SACCADE_TRY(parse_config(contents, file)));
  return ok_status();
}

void GraphRegistry::add_subgraph(std::string name, GraphConfig config) {
  subgraphs_.insert_or_assign(std::move(name),
                              Subgraph{.config = std::make_shared<const GraphConfig>(std::move(config))});
}

void GraphRegistry::add_subgraph(std::string name, SubgraphExpander expander) {
  subgraphs_.insert_or_assign(std::move(name), Subgraph{.config = nullptr, .expander = expander});
}

const CalculatorEntry* GraphRegistry::find_calculator(std::string_view name, std::string_view package) const {
  for (const std::string& candidate : candidate_names(name, package)) {
    for (const GraphRegistry* registry = this; registry != nullptr; registry = registry->parent_) {
      if (const CalculatorEntry* entry = find_in(registry->calculators_, candidate)) return entry;
    }
  }
  return nullptr;
}

const GraphRegistry::Subgraph* GraphRegistry::find_subgraph(std::string_view name, std::string_view package) const {
  for (const std::string& candidate : candidate_names(name, package)) {
    for (const GraphRegistry* registry = this; registry != nullptr; registry = registry->parent_) {
      if (const Subgraph* subgraph = find_in(registry->subgraphs_, candidate)) return subgraph;
    }
  }
  return nullptr;
}

std::vector<CalculatorEntry> GraphRegistry::calculators() const {
  std::map<std::string, CalculatorEntry, std::less<>> all = calculators_;
  for (const GraphRegistry* registry = parent_; registry != nullptr; registry = registry->parent_) {
    all.insert(registry->calculators_.begin(), registry->calculators_.end());
  }
  std::vector<CalculatorEntry> entries;
  for (const auto& [name, entry] : all) entries.push_back(entry);
  return entries;
}

std::vector<std::string> GraphRegistry::subgraph_names() const {
  std::vector<std::string> names;
  for (const GraphRegistry* registry = this; registry != nullptr; registry = registry->parent_) {
    for (const auto& [name, subgraph] : registry->subgraphs_) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace saccade
