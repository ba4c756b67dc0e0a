// GraphPlan: a config after expansion, sorting, contracts and type resolution; what every run of a graph is built from.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <typeindex>
#include <vector>

#include "graph/calculator.h"
#include "graph/config.h"
#include "graph/port_map.h"
#include "graph/registry.h"

namespace saccade {

inline constexpr int kGraphInput = -1;

// Which types a stream or side packet may hold; empty: any.
using TypeSet = std::vector<std::type_index>;

struct PortPlace {
  int node = kGraphInput;
  PortId port = kNoPort;
};

struct StreamPlan {
  std::string name;
  PortPlace producer;  // node kGraphInput: the graph's user
  std::vector<PortPlace> consumers;
  TypeSet types;
  std::vector<int> ancestors;  // feeders (see GraphPlan) that a full queue of this stream holds back
};

struct SidePlan {
  std::string name;
  PortPlace producer;  // node kGraphInput: given by the user
  std::vector<PortPlace> consumers;
  TypeSet types;
  bool required = false;  // by a consumer
};

// How the inputs of a node are joined.
struct InputPlan {
  InputPolicy policy = InputPolicy::kDefault;
  bool process_bounds = false;
  std::vector<std::vector<PortId>> sync_sets;  // kSyncSet: every port once
  int trigger_queue_size = 2;                  // kFixedSize
  int target_queue_size = 1;
  bool fixed_min_size = false;
};

struct NodePlan {
  std::string name;  // MediaPipe's canonical name
  CalculatorEntry entry;
  SourceLocation location;
  PortMap ports[kPortKinds];
  std::vector<int> ids[kPortKinds];  // per port: index into streams or side_packets
  std::vector<bool> back_edges;      // per input
  std::vector<bool> optional_side_inputs;
  NodeOptions options;
  InputPlan inputs;
  std::optional<int64_t> timestamp_offset;
  std::vector<std::type_index> services;
  int source_layer = 0;

  const PortMap& port_map(PortKind kind) const { return ports[static_cast<int>(kind)]; }
  const std::vector<int>& stream_ids(PortKind kind) const { return ids[static_cast<int>(kind)]; }
  bool is_source() const { return port_map(PortKind::kInput).size() == 0 && port_map(PortKind::kOutput).size() > 0; }
  // For messages: `node "X" (face.pbtxt:12:3)`.
  std::string label() const;
};

// Immutable.
struct GraphPlan {
  // `side_packets`: those known already; a switch that they decide drops its other channels.
  static Result<std::unique_ptr<const GraphPlan>> create(GraphConfig config, const GraphRegistry& registry,
                                                         const std::map<std::string, Packet>& side_packets);

  mediapipe::CalculatorGraphConfig config;  // expanded and sorted
  std::vector<NodePlan> nodes;              // a producer before its consumers, back edges aside
  std::vector<StreamPlan> streams;
  std::vector<SidePlan> side_packets;
  std::vector<int> input_streams;  // the graph's own; they are streams 0, 1, ... in the config's order
  std::vector<int> sources;        // nodes; feeder i is input_streams[i], after those the sources in turn
  int max_queue_size = 100;        // -1: no limit
  bool report_deadlock = false;

  int stream_index(std::string_view name) const;  // -1 when absent
  int side_index(std::string_view name) const;
};

}  // namespace saccade
