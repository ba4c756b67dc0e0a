// What runs next, and running it.
#include <algorithm>
#include <chrono>
#include <exception>
#include <new>
#include <tuple>

#include "graph/graph_run.h"

namespace saccade {
namespace {

int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

constexpr const char* kCallNames[] = {"Open", "Process", "Close"};

Status call_error(const NodeRun& node, TraceEvent::Kind kind, Timestamp timestamp, const Status& status) {
  std::string context = std::string("Calculator::") + kCallNames[kind] + "() for " + node.plan->label() + " failed";
  if (kind == TraceEvent::kProcess && !node.plan->is_source()) context += " at timestamp " + timestamp.to_string();
  return status.with_context(context);
}

Status guarded(Calculator& calculator, TraceEvent::Kind kind, CalculatorContext& context) {
  try {
    switch (kind) {
      case TraceEvent::kOpen:
        return calculator.open(context);
      case TraceEvent::kProcess:
        return calculator.process(context);
      case TraceEvent::kClose:
        return calculator.close(context);
    }
    return internal_error("no such call");
  } catch (const std::bad_alloc&) {
    return resource_exhausted("out of memory");
  } catch (const std::exception& error) {
    return internal_error(std::string("an exception left the calculator: ") + error.what());
  }
}

}  // namespace

Status GraphRun::call(NodeRun& node, TraceEvent::Kind kind, Timestamp timestamp, int64_t* elapsed_ns) {
  CalculatorContext context(node, timestamp);
  const bool timed = options_.time_nodes || options_.trace;
  const int64_t start = timed ? now_ns() : 0;
  Status status = guarded(*node.calculator, kind, context);
  const int64_t end = timed ? now_ns() : 0;
  *elapsed_ns = end - start;
  if (options_.trace) options_.trace({kind, node.plan->name, timestamp, start, end});
  if (status.ok() && !node.output_error.ok()) [[unlikely]] {
    status = std::exchange(node.output_error, ok_status());
  }
  return status;
}

// Nodes to open come first, in order; then the node nearest to the end of the graph, so that what is under way leaves
// before more comes in; then sources.
NodeRun* GraphRun::pick(bool with_sources) {
  if (!ready_to_open_.empty()) {
    NodeRun& node = nodes_[ready_to_open_.lowest()];
    ready_to_open_.remove(node.id);
    return &node;
  }
  if (!ready_.empty()) {
    NodeRun& node = nodes_[ready_.highest()];
    ready_.remove(node.id);
    node.ready = false;
    return &node;
  }
  const int source = with_sources ? next_source() : -1;
  return source < 0 ? nullptr : &nodes_[source];
}

int GraphRun::next_source() const {
  int best = -1;
  Timestamp best_order = Timestamp::done();
  for (size_t i = 0; i < plan_->sources.size(); ++i) {
    const NodeRun& node = nodes_[plan_->sources[i]];
    const bool runnable = node.state == NodeState::kOpened && !node.busy && !node.closing &&
                          node.plan->source_layer == source_layer_ &&
                          !is_throttled(static_cast<int>(graph_inputs_.size() + i));
    if (!runnable) continue;
    // The one that is furthest behind.
    Timestamp order = Timestamp::done();
    for (const OutputRun& output : node.outputs) order = std::min(order, output.bound);
    if (best < 0 || order < best_order) std::tie(best, best_order) = std::tuple(node.id, order);
  }
  return best;
}

bool GraphRun::step(Lock& lock, bool with_sources) {
  if (has_error()) return false;
  NodeRun* node = pick(with_sources);
  if (node == nullptr) return false;
  if (!workers_.empty()) wake_workers();
  run_node(*node, lock);
  settle();
  return true;
}

void GraphRun::run_node(NodeRun& node, Lock& lock) {
  if (node.state == NodeState::kPrepared) return run_open(node, lock);
  if (node.plan->is_source()) {
    return node.closing ? run_close(node, lock) : run_process(node, Timestamp(0), lock);
  }
  const Readiness readiness = node.gate->check();
  switch (readiness.kind) {
    case Readiness::kNotReady:
      return relay_bound(node, readiness.timestamp);
    case Readiness::kClose:
      return run_close(node, lock);
    case Readiness::kProcess:
      break;
  }
  const Timestamp timestamp = node.gate->fill();
  if (plan_->max_queue_size >= 0) {
    for (InputRun& input : node.inputs) update_full(input);
  }
  run_process(node, timestamp, lock);
}

void GraphRun::run_open(NodeRun& node, Lock& lock) {
  if (reuse_constant_outputs(node)) return;
  node.busy = true;
  ++busy_;
  lock.unlock();
  node.calculator = node.plan->entry.create();
  node.opening = true;
  int64_t elapsed_ns = 0;
  Status status = call(node, TraceEvent::kOpen, Timestamp::unstarted(), &elapsed_ns);
  node.opening = false;
  lock.lock();
  node.busy = false;
  --busy_;
  if (is_stop(status)) status = internal_error("only process() may return stop_status()");
  if (!status.ok()) {
    node.state = NodeState::kClosed;
    return record_error(call_error(node, TraceEvent::kOpen, Timestamp::unstarted(), status));
  }
  node.state = NodeState::kOpened;
  send_outputs(node);
  send_side_outputs(node);
  mark_dirty(node);
}

// A node without streams whose side inputs are those of the last run gives what it gave then, so that a model is not
// loaded again.
bool GraphRun::reuse_constant_outputs(NodeRun& node) {
  if (!node.has_last_run) return false;
  for (size_t i = 0; i < node.side_inputs.size(); ++i) {
    if (!node.side_inputs[i].same_payload(node.last_side_inputs[i])) return false;
  }
  node.state = NodeState::kClosed;
  const std::vector<int>& ids = node.plan->stream_ids(PortKind::kSideOutput);
  for (size_t i = 0; i < ids.size(); ++i) {
    if (!node.last_side_outputs[i].empty()) publish_side_packet(ids[i], node.last_side_outputs[i]);
  }
  return true;
}

void GraphRun::run_process(NodeRun& node, Timestamp timestamp, Lock& lock) {
  node.busy = true;
  ++busy_;
  lock.unlock();
  int64_t elapsed_ns = 0;
  Status status = call(node, TraceEvent::kProcess, timestamp, &elapsed_ns);
  for (InputRun& input : node.inputs) input.current = Packet();  // payloads may be large: freed without the lock
  lock.lock();
  node.busy = false;
  --busy_;
  ++node.process_calls;
  node.process_ns += elapsed_ns;
  finish_process(node, timestamp, std::move(status));
}

void GraphRun::finish_process(NodeRun& node, Timestamp timestamp, Status status) {
  if (is_stop(status)) {
    if (node.plan->is_source()) {
      node.closing = true;
    } else {
      stop_softly();
    }
  } else if (!status.ok()) {
    for (OutputRun& output : node.outputs) output.pending.clear();
    node.pending_side_outputs.clear();
    return record_error(call_error(node, TraceEvent::kProcess, timestamp, status));
  }
  if (!node.plan->is_source()) apply_offsets(node, timestamp);
  send_outputs(node);
  if (!node.pending_side_outputs.empty()) send_side_outputs(node);
  mark_dirty(node);
}

void GraphRun::run_close(NodeRun& node, Lock& lock) {
  node.busy = true;
  ++busy_;
  lock.unlock();
  int64_t elapsed_ns = 0;
  Status status = call(node, TraceEvent::kClose, Timestamp::done(), &elapsed_ns);
  lock.lock();
  node.busy = false;
  --busy_;
  node.state = NodeState::kClosed;
  if (is_stop(status)) status = internal_error("only process() may return stop_status()");
  if (!status.ok()) return record_error(call_error(node, TraceEvent::kClose, Timestamp::done(), status));
  for (OutputRun& output : node.outputs) output.closed = true;
  send_outputs(node);
  send_side_outputs(node);
  if (node.inputs.empty() && node.outputs.empty()) {
    node.has_last_run = true;
    node.last_side_inputs = node.side_inputs;
    node.last_side_outputs.clear();
    for (const int id : node.plan->stream_ids(PortKind::kSideOutput))
      node.last_side_outputs.push_back(side_packets_[id]);
  }
}

void GraphRun::stop_softly() {
  for (const int source : plan_->sources) {
    nodes_[source].closing = true;
    mark_dirty(nodes_[source]);
  }
  for (OutputRun& input : graph_inputs_) {
    input.closed = true;
    send(input);
  }
}

bool GraphRun::has_work(bool with_sources) const {
  if (has_error()) return false;
  if (!ready_to_open_.empty() || !ready_.empty()) return true;
  return with_sources && next_source() >= 0;
}

bool GraphRun::is_quiet() const { return busy_ == 0 && queued_watchers_.empty() && !has_work(true); }

// Nothing runs and nothing can: the run ends, or the next source layer starts, or full queues grow.
void GraphRun::on_quiet() {
  if (state_ != RunState::kRunning) return;
  advance_source_layer();
  if (!has_error() && has_work(true)) return;
  const bool sources_done = std::none_of(plan_->sources.begin(), plan_->sources.end(),
                                         [&](int source) { return nodes_[source].state == NodeState::kOpened; });
  const bool inputs_done =
      std::all_of(graph_inputs_.begin(), graph_inputs_.end(), [](const OutputRun& input) { return input.closed; });
  if (has_error() || (sources_done && inputs_done)) {
    state_ = RunState::kEnded;
  } else {
    // As long as a producer may bring what the full queues wait for, they are no reason to worry.
    if (full_queues_ > 0 && (producers_waiting_ > 0 || inputs_done)) unthrottle();
    if (has_error()) state_ = RunState::kEnded;
  }
  changed_.notify_all();
}

void GraphRun::advance_source_layer() {
  int next = source_layer_;
  bool found = false;
  for (const int source : plan_->sources) {
    const NodeRun& node = nodes_[source];
    if (node.state == NodeState::kClosed) continue;
    if (node.plan->source_layer <= source_layer_) return;
    next = found ? std::min(next, node.plan->source_layer) : node.plan->source_layer;
    found = true;
  }
  source_layer_ = next;
}

void GraphRun::run_inline(Lock& lock, bool with_sources) {
  inline_active_ = true;
  do {
    deliver_watchers(lock);
    while (step(lock, with_sources)) {
      if (!queued_watchers_.empty()) deliver_watchers(lock);
    }
    if (is_quiet()) on_quiet();
  } while (has_work(with_sources) || !queued_watchers_.empty());
  inline_active_ = false;
  changed_.notify_all();
}

// After a caller has changed something: runs it here, or hands it to the pool.
void GraphRun::drive(Lock& lock, bool with_sources) {
  if (workers_.empty()) {
    if (!inline_active_) run_inline(lock, with_sources);
    return;
  }
  deliver_watchers(lock);
  if (is_quiet()) on_quiet();
  wake_workers();
}

void GraphRun::wake_workers() {
  if (idle_workers_ > 0 && has_work(true)) work_.notify_one();
}

void GraphRun::work() {
  Lock lock(mutex_);
  while (!shutting_down_) {
    deliver_watchers(lock);
    if (step(lock, true)) continue;
    if (is_quiet()) on_quiet();
    if (has_work(true) || !queued_watchers_.empty()) continue;
    ++idle_workers_;
    work_.wait(lock);
    --idle_workers_;
  }
}

}  // namespace saccade
