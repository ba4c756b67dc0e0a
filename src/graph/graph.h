// Graph: a CalculatorGraphConfig ready to run, several times if wanted. The runtime behind saccade/graph.h.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graph/calculator.h"
#include "graph/packet.h"
#include "graph/registry.h"
#include "graph/services.h"

namespace saccade {

struct GraphConfig;
struct GraphPlan;
class GraphRun;

// One call of a node, told after it on the thread that ran it.
struct TraceEvent {
  enum Kind : uint8_t { kOpen, kProcess, kClose } kind;
  const std::string& node;
  Timestamp timestamp;
  int64_t start_ns;  // of the steady clock
  int64_t end_ns;
};

struct GraphRunOptions {
  // 0: everything runs on the caller's thread inside start_run, add_packet, close_*, wait_* and poller next(); sources
  // (nodes without inputs) run in wait_* and next() only. N: a pool of N threads.
  int num_threads = 0;
  // Time every process() call for stats(); about 50 ns a call.
  bool time_nodes = true;
  // Must be thread-safe when there is a pool. None: no cost.
  std::function<void(const TraceEvent&)> trace;
};

// What add_packet does when a queue downstream is full (max_queue_size).
enum class AddMode : uint8_t {
  kWait,  // until there is room; without a pool: run the graph, and `unavailable` when only a poller can help
  kTry,   // `unavailable`
};

// Blocking reader of one stream. One thread at a time; must not outlive its graph.
class GraphPoller {
 public:
  virtual ~GraphPoller() = default;
  // Nothing: the stream has ended, or the graph failed (wait_until_done() says why).
  virtual std::optional<Packet> next() = 0;
  virtual size_t queue_size() const = 0;
  // A full queue holds back the graph's sources and inputs. -1, the default: never.
  virtual void set_max_queue_size(int size) = 0;
};

// Thread-safe; a stream has one producer at a time. No call may come from inside a calculator; observers may add
// packets, close inputs and cancel.
class Graph {
 public:
  // `side_packets` hold for all runs. `registry` is used during the call only.
  static Result<std::unique_ptr<Graph>> create(GraphConfig config, const GraphRegistry& registry,
                                               Services services = {}, std::map<std::string, Packet> side_packets = {},
                                               const GraphRunOptions& options = {});
  // Cancels a run and waits for its end.
  ~Graph();

  // The expanded, sorted graph with MediaPipe's node names, resolved types and places (graph/plan.h).
  const GraphPlan& plan() const;

  // Before start_run(), for all runs, any stream. The callback sees packets in order, one call at a time; an error
  // stops the graph. With bounds it also sees empty packets that say how far the stream is settled.
  Status observe(std::string_view stream, std::function<Status(const Packet&)> callback, bool with_bounds = false);
  Result<std::unique_ptr<GraphPoller>> poll(std::string_view stream, bool with_bounds = false);

  // These side packets hold for the run.
  Status start_run(std::map<std::string, Packet> side_packets = {});
  // The error of a packet that breaks the stream's rules is returned and does not harm the graph; once the graph has
  // failed, its error.
  Status add_packet(std::string_view stream, Packet packet, AddMode mode = AddMode::kWait);
  Status set_input_timestamp_bound(std::string_view stream, Timestamp bound);
  Status close_input(std::string_view stream);  // idempotent
  Status close_all_inputs();
  Status close_all_sources();  // inputs, and nodes without inputs
  // Until nothing can run; the graph's error if it has failed.
  Status wait_until_idle();
  // Until the run ends by itself: all inputs closed and all packets processed, or an error, which is returned. The
  // graph can then be started again.
  Status wait_until_done();
  void cancel();  // does not wait
  bool has_error() const;
  // not_found, or unavailable when nobody has produced it (yet). Also after the run.
  Result<Packet> output_side_packet(std::string_view name) const;

  // Over all runs.
  struct NodeStats {
    std::string node;
    std::string calculator;
    int64_t process_calls = 0;
    int64_t process_ns = 0;
  };
  std::vector<NodeStats> stats() const;

 private:
  explicit Graph(std::unique_ptr<GraphRun> run);
  std::unique_ptr<GraphRun> run_;
};

}  // namespace saccade
