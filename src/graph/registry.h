// GraphRegistry: every calculator and subgraph that a graph may name.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graph/calculator.h"
#include "graph/packet.h"
#include "saccade/status.h"

namespace mediapipe {
class CalculatorGraphConfig;
class CalculatorGraphConfig_Node;
}  // namespace mediapipe

namespace saccade {

struct GraphConfig;

// Computes the graph that stands for a node (SwitchContainer).
struct ExpanderInput {
  const mediapipe::CalculatorGraphConfig_Node& node;
  const NodeOptions& options;
  const std::map<std::string, Packet>& side_packets;  // known when the graph is created, by outer name
};
using SubgraphExpander = Result<mediapipe::CalculatorGraphConfig> (*)(const ExpanderInput&);

// Filled by one thread, then immutable. Borrowed by graphs while they are created.
class GraphRegistry {
 public:
  // Holds the runtime's own nodes: PassThroughCalculator, SwitchContainer and its parts. Names not found here are
  // looked up in `parent`, which outlives this registry.
  explicit GraphRegistry(const GraphRegistry* parent = nullptr);
  ~GraphRegistry();
  GraphRegistry(GraphRegistry&&) noexcept;
  GraphRegistry& operator=(GraphRegistry&&) noexcept;

  // The entries are copied; their names must outlive the registry (they are literals). A later name wins.
  void add_calculators(std::span<const CalculatorEntry> entries);
  // A subgraph under a name ("FaceLandmarkCpu"); text or binary, `file` is for messages. The later one wins.
  Status add_subgraph(std::string name, std::string_view contents, const std::string& file);
  void add_subgraph(std::string name, GraphConfig config);
  void add_subgraph(std::string name, SubgraphExpander expander);

  // Names may carry a package ("mediapipe.PassThroughCalculator"), resolved against `package` and its parents first.
  const CalculatorEntry* find_calculator(std::string_view name, std::string_view package = {}) const;
  std::vector<CalculatorEntry> calculators() const;  // sorted by name
  std::vector<std::string> subgraph_names() const;   // sorted

  // One of the two is set.
  struct Subgraph {
    std::shared_ptr<const GraphConfig> config;
    SubgraphExpander expander = nullptr;
  };
  const Subgraph* find_subgraph(std::string_view name, std::string_view package = {}) const;

 private:
  const GraphRegistry* parent_;
  std::map<std::string, CalculatorEntry, std::less<>> calculators_;
  std::map<std::string, Subgraph, std::less<>> subgraphs_;
};

}  // namespace saccade
