// Graph: an initialised CalculatorGraphConfig that can be run several times. The runtime behind saccade/graph.h.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graph/calculator.h"
#include "graph/packet.h"
#include "graph/services.h"

namespace mediapipe {
class CalculatorGraphConfig;
}

namespace saccade {

// Everything a graph may name. Borrowed by graphs; outlives them.
class GraphRegistry {
 public:
  GraphRegistry();
  ~GraphRegistry();
  void add_calculators(std::span<const CalculatorEntry> entries);
  // A subgraph under a name ("FaceLandmarkCpu"); the later one wins. Text is kept for file:line messages.
  Status add_subgraph(std::string name, std::string pbtxt, std::string file_name);
  // A subgraph whose config is computed from the node (SwitchContainer).
  using Expander = Result<mediapipe::CalculatorGraphConfig> (*)(const mediapipe::CalculatorGraphConfig&, const NodeOptions&);

  const CalculatorEntry* find_calculator(std::string_view name) const;
  std::vector<const CalculatorEntry*> calculators() const;
  std::vector<std::string> subgraph_names() const;

 private:
  friend class GraphExpander;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

struct GraphRunOptions {
  // 0: everything runs on the caller's thread inside add_packet / wait_until_idle. N: a pool of N.
  int num_threads = 0;
};

class GraphPoller;

// Thread-safe; a stream has one producer at a time.
class Graph {
 public:
  // `side_packets` hold for all runs. The config may be text or binary (graph/config.h reads files).
  static Result<std::unique_ptr<Graph>> create(const mediapipe::CalculatorGraphConfig& config,
                                               const GraphRegistry& registry, Services services,
                                               std::map<std::string, Packet> side_packets, const GraphRunOptions& options);
  ~Graph();

  // The expanded, sorted config with MediaPipe's node names.
  const mediapipe::CalculatorGraphConfig& config() const;

  // Before start_run(). The callback runs on the producing thread, one at a time per stream; an error stops the graph.
  Status observe(std::string_view stream, std::function<Status(const Packet&)> callback, bool with_bounds = false);
  Result<std::unique_ptr<GraphPoller>> poll(std::string_view stream, bool with_bounds = false);

  Status start_run(std::map<std::string, Packet> side_packets = {});
  Status add_packet(std::string_view stream, Packet packet);
  Status set_input_timestamp_bound(std::string_view stream, Timestamp bound);
  Status close_input(std::string_view stream);
  Status close_all_inputs();
  Status wait_until_idle();
  Status wait_until_done();
  void cancel();
  bool has_error() const;
  Result<Packet> output_side_packet(std::string_view name) const;

  // Per node: process() calls and time, for --explain and --trace.
  struct NodeStats {
    std::string node;
    std::string calculator;
    int64_t process_calls = 0;
    int64_t process_ns = 0;
  };
  std::vector<NodeStats> stats() const;

 private:
  class Impl;
  explicit Graph(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Blocking reader of one stream. One thread at a time.
class GraphPoller {
 public:
  virtual ~GraphPoller() = default;
  // Empty optional: the stream has ended (or the graph failed: see wait_until_done()).
  virtual std::optional<Packet> next() = 0;
  virtual size_t queue_size() const = 0;
  virtual void set_max_queue_size(int size) = 0;
};

}  // namespace saccade
