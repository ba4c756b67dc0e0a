#include "graph/graph_run.h"

#include <algorithm>

namespace saccade {
namespace {

constexpr size_t kMaxErrors = 100;

}  // namespace

GraphRun::GraphRun(std::unique_ptr<const GraphPlan> plan, Services services, std::map<std::string, Packet> side_packets,
                   const GraphRunOptions& options)
    : plan_(std::move(plan)),
      services_(std::move(services)),
      permanent_side_packets_(std::move(side_packets)),
      options_(options) {
  wire();
  for (int i = 0; i < options.num_threads; ++i) workers_.emplace_back([this] { work(); });
}

GraphRun::~GraphRun() {
  cancel();
  {
    Lock lock(mutex_);
    if (state_ != RunState::kNotStarted) {
      changed_.wait(lock, [&] { return state_ == RunState::kEnded && !finishing_; });
      static_cast<void>(finish(lock));
    }
    shutting_down_ = true;
    work_.notify_all();
  }
  for (std::thread& worker : workers_) worker.join();
}

void GraphRun::wire() {
  streams_.resize(plan_->streams.size());
  for (size_t i = 0; i < streams_.size(); ++i) streams_[i].plan = &plan_->streams[i];
  nodes_.resize(plan_->nodes.size());
  for (size_t n = 0; n < nodes_.size(); ++n) {
    NodeRun& node = nodes_[n];
    node.plan = &plan_->nodes[n];
    node.services = &services_;
    node.id = static_cast<int>(n);
    node.inputs.resize(node.plan->port_map(PortKind::kInput).size());
    for (size_t port = 0; port < node.inputs.size(); ++port) {
      node.inputs[port].node = &node;
      node.inputs[port].stream = &streams_[node.plan->stream_ids(PortKind::kInput)[port]];
      node.inputs[port].stream->readers.push_back(&node.inputs[port]);
    }
    node.outputs.resize(node.plan->port_map(PortKind::kOutput).size());
    for (size_t port = 0; port < node.outputs.size(); ++port) {
      node.outputs[port].stream = &streams_[node.plan->stream_ids(PortKind::kOutput)[port]];
    }
  }
  graph_inputs_.resize(plan_->input_streams.size());
  for (size_t i = 0; i < graph_inputs_.size(); ++i) graph_inputs_[i].stream = &streams_[plan_->input_streams[i]];
  side_packets_.resize(plan_->side_packets.size());
}

Status GraphRun::prepare() {
  for (const NodePlan& node : plan_->nodes) {
    for (const std::type_index service : node.services) {
      if (services_.has(service)) continue;
      return internal_error("Service \"" + type_name(service) + "\", required by " + node.label() +
                            ", was not provided");
    }
  }
  return set_side_packets(permanent_side_packets_, true);
}

Status GraphRun::start(std::map<std::string, Packet> side_packets) {
  Lock lock(mutex_);
  if (state_ != RunState::kNotStarted) {
    return failed_precondition("the graph is running; call wait_until_done() before start_run()");
  }
  std::fill(side_packets_.begin(), side_packets_.end(), Packet());
  SACCADE_TRY(set_side_packets(permanent_side_packets_, true));
  SACCADE_TRY(set_side_packets(side_packets, false));
  SACCADE_TRY(require_side_packets());
  reset_streams();
  reset_nodes();
  state_ = RunState::kRunning;
  ++run_number_;
  drive(lock, false);
  return has_error() ? combined_error() : ok_status();
}

void GraphRun::reset_streams() {
  for (StreamRun& stream : streams_) stream.bound = Timestamp::pre_stream();
  auto reset_output = [](OutputRun& output) {
    output.pending.clear();
    output.bound = Timestamp::pre_stream();
    output.closed = false;
    output.sent_any = false;
  };
  for (OutputRun& input : graph_inputs_) reset_output(input);
  for (NodeRun& node : nodes_) {
    for (OutputRun& output : node.outputs) {
      reset_output(output);
      output.offset = node.plan->timestamp_offset;
    }
    for (InputRun& input : node.inputs) {
      input.queue.clear();
      input.max_size = plan_->max_queue_size;
      input.full = false;
    }
  }
  for (const auto& watcher : watchers_) {
    watcher->queue.clear();
    watcher->last = Timestamp::unstarted();
    watcher->full = false;
  }
  throttle_counts_.assign(graph_inputs_.size() + plan_->sources.size(), 0);
  full_queues_ = 0;
  queues_grown_ = 0;
  producers_waiting_ = 0;
}

void GraphRun::reset_nodes() {
  ready_.reset(nodes_.size());
  ready_to_open_.reset(nodes_.size());
  dirty_.clear();
  queued_watchers_.clear();
  source_layer_ = 0;
  for (const int source : plan_->sources) source_layer_ = std::min(source_layer_, plan_->nodes[source].source_layer);
  for (NodeRun& node : nodes_) {
    node.gate = InputGate::create(node.plan->inputs, node.inputs);
    node.state = NodeState::kPrepared;
    node.closing = node.ready = node.dirty = false;
    node.output_error = ok_status();
    node.pending_side_outputs.clear();
    node.side_inputs.clear();
    node.missing_side_inputs = 0;
    for (const int id : node.plan->stream_ids(PortKind::kSideInput)) {
      node.side_inputs.push_back(side_packets_[id]);
      if (plan_->side_packets[id].producer.node != kGraphInput) ++node.missing_side_inputs;
    }
    if (node.missing_side_inputs == 0) ready_to_open_.add(node.id);
  }
}

Status GraphRun::wait_until_idle() {
  SACCADE_TRY(inside_callback("wait_until_idle()"));
  Lock lock(mutex_);
  if (state_ == RunState::kNotStarted) return failed_precondition("the graph does not run; call start_run() first");
  while (state_ == RunState::kRunning) {
    if (workers_.empty() && !inline_active_) run_inline(lock, true);
    if (is_quiet() && !inline_active_) break;
    changed_.wait(lock);
  }
  return combined_error();
}

Status GraphRun::wait_until_done() {
  SACCADE_TRY(inside_callback("wait_until_done()"));
  Lock lock(mutex_);
  if (state_ == RunState::kNotStarted) return failed_precondition("the graph does not run; call start_run() first");
  const int run = run_number_;
  while (state_ == RunState::kRunning && run_number_ == run) {
    if (workers_.empty() && !inline_active_) run_inline(lock, true);
    if (state_ != RunState::kRunning) break;
    changed_.wait(lock);
  }
  // Another thread may be about to finish this run, or have done so.
  changed_.wait(lock, [&] { return !finishing_; });
  if (state_ != RunState::kEnded || run_number_ != run) return last_status_;
  return finish(lock);
}

// Closes what is still open. Outputs go nowhere any more.
Status GraphRun::finish(Lock& lock) {
  finishing_ = true;
  for (NodeRun& node : nodes_) {
    if (node.state != NodeState::kOpened) continue;
    node.state = NodeState::kClosed;
    lock.unlock();
    int64_t elapsed_ns = 0;
    const Status status = call(node, TraceEvent::kClose, Timestamp::done(), &elapsed_ns);
    lock.lock();
    if (!has_error() && !status.ok())
      record_error(status.with_context("Calculator::Close() for " + node.plan->label()));
  }
  report_unopened();
  for (NodeRun& node : nodes_) {
    node.calculator.reset();
    for (OutputRun& output : node.outputs) output.pending.clear();
    for (InputRun& input : node.inputs) input.queue.clear();
  }
  last_status_ = combined_error();
  errors_.clear();
  has_error_.store(false, std::memory_order_release);
  state_ = RunState::kNotStarted;
  finishing_ = false;
  changed_.notify_all();
  return last_status_;
}

// A run that ends with nodes that never started has not done what its graph says.
void GraphRun::report_unopened() {
  if (has_error()) return;
  for (const NodeRun& node : nodes_) {
    if (node.state != NodeState::kPrepared) continue;
    const std::vector<int>& ids = node.plan->stream_ids(PortKind::kSideInput);
    const auto missing = std::find_if(ids.begin(), ids.end(), [&](int id) { return side_packets_[id].empty(); });
    const SidePlan& side = plan_->side_packets[*missing];
    return record_error(failed_precondition(node.plan->label() + " was never opened: side packet \"" + side.name +
                                            "\" was not produced by " + plan_->nodes[side.producer.node].label()));
  }
}

void GraphRun::cancel() {
  Lock lock(mutex_);
  if (state_ != RunState::kRunning) return;
  record_error(cancelled("the run was cancelled"));
  drive(lock, false);
}

void GraphRun::record_error(Status error) {
  if (errors_.size() < kMaxErrors) errors_.push_back(std::move(error));
  has_error_.store(true, std::memory_order_release);
  changed_.notify_all();
}

Status GraphRun::combined_error() const {
  if (errors_.empty()) return ok_status();
  if (errors_.size() == 1) return errors_.front();
  StatusCode code = errors_.front().code();
  std::string message;
  for (const Status& error : errors_) {
    if (error.code() != code) code = StatusCode::kUnknown;
    message += (message.empty() ? "" : "\n") + error.message();
  }
  return {code, message};
}

std::vector<Graph::NodeStats> GraphRun::stats() const {
  const Lock lock(mutex_);
  std::vector<Graph::NodeStats> all;
  for (const NodeRun& node : nodes_) {
    all.push_back({node.plan->name, std::string(node.plan->entry.name), node.process_calls, node.process_ns});
  }
  return all;
}

}  // namespace saccade
