// GraphRun: the state and the machinery of a graph's runs. One mutex guards it all; it is given up while a calculator,
// an observer or a trace hook runs. Split by concern: graph_run.cpp (runs), graph_inputs.cpp (what the user
// puts in), scheduler.cpp (what runs next), propagation.cpp (packets and bounds between nodes), run_side_packets.cpp,
// throttle.cpp (full queues), watchers.cpp (observers, pollers).
#pragma once

#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "graph/graph.h"
#include "graph/node_set.h"
#include "graph/run_state.h"

namespace saccade {

class GraphRun {
 public:
  GraphRun(std::unique_ptr<const GraphPlan> plan, Services services, std::map<std::string, Packet> side_packets,
           const GraphRunOptions& options);
  ~GraphRun();

  const GraphPlan& plan() const { return *plan_; }
  // Once, before anything else: services are there, the permanent side packets fit.
  Status prepare();
  Status observe(std::string_view stream, std::function<Status(const Packet&)> callback, bool with_bounds);
  Result<std::unique_ptr<GraphPoller>> poll(std::string_view stream, bool with_bounds);
  Status start(std::map<std::string, Packet> side_packets);
  Status add_packet(std::string_view stream, Packet packet, AddMode mode);
  Status set_input_bound(std::string_view stream, Timestamp bound);
  Status close_inputs(std::string_view stream);  // empty: all
  Status close_all_sources();
  Status wait_until_idle();
  Status wait_until_done();
  void cancel();
  bool has_error() const { return has_error_.load(std::memory_order_acquire); }
  Result<Packet> output_side_packet(std::string_view name) const;
  std::vector<Graph::NodeStats> stats() const;

 private:
  using Lock = std::unique_lock<std::mutex>;
  friend class Poller;
  enum class RunState : uint8_t { kNotStarted, kRunning, kEnded };

  // graph_run.cpp
  void wire();
  void reset_streams();
  void reset_nodes();
  Status finish(Lock& lock);
  void report_unopened();
  Status combined_error() const;
  void record_error(Status error);

  // graph_inputs.cpp
  Result<int> find_input(std::string_view stream) const;

  // run_side_packets.cpp
  Status set_side_packets(const std::map<std::string, Packet>& given, bool permanent);
  Status require_side_packets() const;
  void send_side_outputs(NodeRun& node);
  void publish_side_packet(int id, Packet packet);

  // scheduler.cpp
  bool step(Lock& lock, bool with_sources);
  NodeRun* pick(bool with_sources);
  int next_source() const;  // -1: none can run
  void run_node(NodeRun& node, Lock& lock);
  void run_open(NodeRun& node, Lock& lock);
  void run_process(NodeRun& node, Timestamp timestamp, Lock& lock);
  void run_close(NodeRun& node, Lock& lock);
  Status call(NodeRun& node, TraceEvent::Kind kind, Timestamp timestamp, int64_t* elapsed_ns);
  void wake_workers();
  void finish_process(NodeRun& node, Timestamp timestamp, Status status);
  bool reuse_constant_outputs(NodeRun& node);
  void stop_softly();
  bool has_work(bool with_sources) const;
  bool is_quiet() const;
  void on_quiet();
  void advance_source_layer();
  void run_inline(Lock& lock, bool with_sources);
  void drive(Lock& lock, bool with_sources);
  void work();

  // propagation.cpp
  void send(OutputRun& output);
  void deliver(StreamRun& stream, Packet packet);
  void move_bound(StreamRun& stream, Timestamp bound);
  void apply_offsets(NodeRun& node, Timestamp timestamp);
  void relay_bound(NodeRun& node, Timestamp bound);
  void send_outputs(NodeRun& node);
  void mark_dirty(NodeRun& node);
  void settle();
  void update(NodeRun& node);

  // throttle.cpp
  void update_full(InputRun& input);
  void set_full(const StreamPlan& stream, bool& full, bool now);
  void update_full(StreamWatcher& watcher);
  bool is_throttled(int feeder) const { return throttle_counts_[feeder] > 0; }
  void unthrottle();
  Status wait_for_room(int input, AddMode mode, Lock& lock);

  // watchers.cpp
  Status inside_callback(const char* call) const;
  void watch_packet(StreamWatcher& watcher, const Packet& packet);
  void watch_bound(StreamWatcher& watcher);
  void queue_watcher(StreamWatcher& watcher);
  static std::optional<Packet> next_event(StreamWatcher& watcher);
  void deliver_watchers(Lock& lock);
  bool has_ended(const StreamWatcher& watcher) const;
  std::optional<Packet> poll_next(StreamWatcher& watcher);

  const std::unique_ptr<const GraphPlan> plan_;
  const Services services_;
  const std::map<std::string, Packet> permanent_side_packets_;
  const GraphRunOptions options_;

  mutable std::mutex mutex_;
  std::condition_variable work_;     // for the pool: something to run
  std::condition_variable changed_;  // for callers: idle, ended, room in a queue, a packet for a poller
  RunState state_ = RunState::kNotStarted;
  bool shutting_down_ = false;
  bool finishing_ = false;
  int run_number_ = 0;
  std::vector<Status> errors_;
  std::atomic<bool> has_error_ = false;
  Status last_status_;  // of the last run

  std::vector<StreamRun> streams_;
  std::vector<NodeRun> nodes_;
  std::vector<OutputRun> graph_inputs_;
  std::vector<Packet> side_packets_;
  std::vector<std::unique_ptr<StreamWatcher>> watchers_;

  NodeSet ready_to_open_;
  NodeSet ready_;                // to process or close; no sources
  std::vector<NodeRun*> dirty_;  // to be looked at by settle()
  std::vector<StreamWatcher*> queued_watchers_;
  std::vector<int> throttle_counts_;  // full queues per feeder
  int full_queues_ = 0;
  int queues_grown_ = 0;
  int producers_waiting_ = 0;  // in add_packet
  int source_layer_ = 0;
  int busy_ = 0;                // nodes and observers under way
  bool inline_active_ = false;  // a caller's thread runs the graph
  int idle_workers_ = 0;
  std::vector<std::thread> workers_;
};

}  // namespace saccade
