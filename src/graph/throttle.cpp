// Full queues: what feeds them waits.
#include "base/log.h"
#include "graph/graph_run.h"

namespace saccade {

void GraphRun::update_full(InputRun& input) {
  const bool now = input.max_size >= 0 && static_cast<int>(input.queue.size()) >= input.max_size;
  if (now != input.full) set_full(*input.stream->plan, input.full, now);
}

void GraphRun::update_full(StreamWatcher& watcher) {
  const bool now = watcher.max_size >= 0 && static_cast<int>(watcher.queue.size()) >= watcher.max_size;
  if (now != watcher.full) set_full(*watcher.stream->plan, watcher.full, now);
}

void GraphRun::set_full(const StreamPlan& stream, bool& full, bool now) {
  full = now;
  full_queues_ += now ? 1 : -1;
  for (const int feeder : stream.ancestors) throttle_counts_[feeder] += now ? 1 : -1;
  if (!now) changed_.notify_all();
}

// Everything waits for packets that the full queues hold back: they grow by one. Queues of pollers do not, their
// readers must empty them.
void GraphRun::unthrottle() {
  for (NodeRun& node : nodes_) {
    for (InputRun& input : node.inputs) {
      if (!input.full) continue;
      const std::string place = "stream \"" + input.stream->plan->name + "\" into " + node.plan->label();
      if (plan_->report_deadlock) {
        return record_error(unavailable("the graph is stuck: the queue of " + place + " is full with " +
                                        std::to_string(input.queue.size()) + " packets; raise max_queue_size"));
      }
      input.max_size = static_cast<int>(input.queue.size()) + 1;
      update_full(input);
      if (queues_grown_++ % 100 == 0) {
        log_info("a full queue holds back what it waits for, so it grows: " + place + " to " +
                 std::to_string(input.max_size) + "; raise max_queue_size");
      }
    }
  }
}

Status GraphRun::wait_for_room(int input, AddMode mode, Lock& lock) {
  // An observer that adds packets must not wait for itself.
  if (!inside_callback("").ok()) return ok_status();
  while (is_throttled(input) && state_ == RunState::kRunning && !has_error()) {
    if (mode == AddMode::kTry) return unavailable("Graph is throttled.");
    const bool alone = workers_.empty() && !inline_active_;
    ++producers_waiting_;
    if (alone) {
      run_inline(lock, true);
    } else {
      if (is_quiet()) on_quiet();
      wake_workers();
      if (is_throttled(input)) changed_.wait(lock);
    }
    --producers_waiting_;
    if (alone && is_throttled(input) && !has_error()) {
      return unavailable("Graph is throttled. A poller's queue is full: read it first.");
    }
  }
  return ok_status();
}

}  // namespace saccade
