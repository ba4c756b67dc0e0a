// What a run of a graph keeps per stream and node. Guarded by the graph's mutex; while a node is busy, its inputs'
// `current`, its outputs and its calculator belong to the thread that runs it.
#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "graph/input_gate.h"
#include "graph/packet_queue.h"
#include "graph/plan.h"

namespace saccade {

struct NodeRun;
struct StreamWatcher;

// One reader of a stream.
struct InputRun {
  StreamRun* stream = nullptr;
  NodeRun* node = nullptr;
  PacketQueue queue;
  Packet current;  // of the process() call under way
  bool current_done = false;
  int max_size = -1;  // at which the stream's feeders wait; -1: never
  bool full = false;
};

struct StreamRun {
  const StreamPlan* plan = nullptr;
  Timestamp bound = Timestamp::pre_stream();  // no packet below will follow; done() once closed
  std::vector<InputRun*> readers;
  std::vector<StreamWatcher*> watchers;
};

// The writing end of a stream: a node's output, or the graph's user.
struct OutputRun {
  StreamRun* stream = nullptr;
  std::vector<Packet> pending;  // of the call under way
  Timestamp bound = Timestamp::pre_stream();
  bool closed = false;
  bool sent_any = false;
  std::optional<int64_t> offset;

  // Whether the packet keeps the stream's rules: open, allowed timestamp, order, type.
  Status check(const Packet& packet) const;
  // Takes a packet that check() allows; an empty one moves the bound.
  void add(Packet packet);
  void raise_bound(Timestamp to);
};

enum class NodeState : uint8_t { kPrepared, kOpened, kClosed };

struct NodeRun {
  const NodePlan* plan = nullptr;
  const Services* services = nullptr;
  int id = 0;
  std::unique_ptr<Calculator> calculator;
  std::unique_ptr<InputGate> gate;
  std::vector<InputRun> inputs;
  std::vector<OutputRun> outputs;
  std::vector<Packet> side_inputs;
  std::vector<std::pair<PortId, Packet>> pending_side_outputs;
  Status output_error;  // the first rule that the call under way broke
  NodeState state = NodeState::kPrepared;
  bool opening = false;  // offsets may be set
  bool closing = false;  // a source that is to be closed
  bool busy = false;
  bool ready = false;
  bool dirty = false;
  int missing_side_inputs = 0;
  int64_t process_calls = 0;
  int64_t process_ns = 0;
  // Of the last run, for nodes without streams: when the inputs come again, so do the outputs.
  bool has_last_run = false;
  std::vector<Packet> last_side_inputs;
  std::vector<Packet> last_side_outputs;
};

// An observer's or poller's end of a stream.
struct StreamWatcher {
  StreamRun* stream = nullptr;
  bool with_bounds = false;
  std::function<Status(const Packet&)> callback;  // none: a poller
  PacketQueue queue;
  Timestamp last = Timestamp::unstarted();  // the newest timestamp shown
  bool queued = false;                      // waits for delivery
  bool delivering = false;
  int max_size = -1;  // pollers
  bool full = false;
};

}  // namespace saccade
