// Observers and pollers: how packets leave the graph.
#include "graph/graph_run.h"

namespace saccade {
namespace {

// The graph whose observer runs on this thread.
thread_local const void* observed_graph = nullptr;

}  // namespace

// Handed to the caller; the state stays with the run.
class Poller final : public GraphPoller {
 public:
  Poller(GraphRun& run, StreamWatcher& watcher) : run_(run), watcher_(watcher) {}
  std::optional<Packet> next() override { return run_.poll_next(watcher_); }
  size_t queue_size() const override {
    const std::lock_guard lock(run_.mutex_);
    return watcher_.queue.size();
  }
  void set_max_queue_size(int size) override {
    const std::lock_guard lock(run_.mutex_);
    watcher_.max_size = size;
    run_.update_full(watcher_);
  }

 private:
  GraphRun& run_;
  StreamWatcher& watcher_;
};

Status GraphRun::inside_callback(const char* call) const {
  if (observed_graph != this) return ok_status();
  return failed_precondition(std::string(call) + " may not be called from an observer");
}

Status GraphRun::observe(std::string_view stream, std::function<Status(const Packet&)> callback, bool with_bounds) {
  const int id = plan_->stream_index(stream);
  if (id < 0) return not_found("the graph has no stream \"" + std::string(stream) + "\" to observe");
  const Lock lock(mutex_);
  if (state_ != RunState::kNotStarted) return failed_precondition("observers are added before start_run()");
  watchers_.push_back(std::make_unique<StreamWatcher>());
  StreamWatcher& watcher = *watchers_.back();
  watcher.stream = &streams_[id];
  watcher.with_bounds = with_bounds;
  watcher.callback = std::move(callback);
  streams_[id].watchers.push_back(&watcher);
  return ok_status();
}

Result<std::unique_ptr<GraphPoller>> GraphRun::poll(std::string_view stream, bool with_bounds) {
  SACCADE_TRY(observe(stream, nullptr, with_bounds));
  return std::unique_ptr<GraphPoller>(std::make_unique<Poller>(*this, *watchers_.back()));
}

void GraphRun::watch_packet(StreamWatcher& watcher, const Packet& packet) {
  watcher.queue.push(packet);
  if (watcher.callback) return queue_watcher(watcher);
  watcher.last = packet.timestamp();
  update_full(watcher);
  changed_.notify_all();
}

void GraphRun::watch_bound(StreamWatcher& watcher) {
  if (watcher.callback) {
    if (watcher.with_bounds) queue_watcher(watcher);
    return;
  }
  const Timestamp settled = watcher.stream->bound.previous_allowed_in_stream();
  if (watcher.with_bounds && watcher.stream->bound < Timestamp::done() && settled > watcher.last) {
    watcher.queue.push(Packet().at(settled));
    watcher.last = settled;
    update_full(watcher);
  }
  changed_.notify_all();
}

void GraphRun::queue_watcher(StreamWatcher& watcher) {
  if (watcher.queued) return;
  watcher.queued = true;
  queued_watchers_.push_back(&watcher);
}

std::optional<Packet> GraphRun::next_event(StreamWatcher& watcher) {
  if (!watcher.queue.empty()) {
    Packet packet = watcher.queue.pop();
    watcher.last = packet.timestamp();
    return packet;
  }
  const Timestamp bound = watcher.stream->bound;
  const Timestamp settled = bound == Timestamp::post_stream() ? bound : bound.previous_allowed_in_stream();
  if (!watcher.with_bounds || bound == Timestamp::done() || settled <= watcher.last) return std::nullopt;
  watcher.last = settled;
  return Packet().at(settled);
}

void GraphRun::deliver_watchers(Lock& lock) {
  while (!queued_watchers_.empty()) {
    StreamWatcher& watcher = *queued_watchers_.front();
    queued_watchers_.erase(queued_watchers_.begin());
    watcher.queued = false;
    if (watcher.delivering) continue;  // by another thread, which looks again
    watcher.delivering = true;
    ++busy_;
    while (const std::optional<Packet> packet = next_event(watcher)) {
      lock.unlock();
      const void* outer = std::exchange(observed_graph, this);
      const Status status = watcher.callback(*packet);
      observed_graph = outer;
      lock.lock();
      if (!status.ok()) record_error(status.with_context("observer of stream \"" + watcher.stream->plan->name + "\""));
    }
    --busy_;
    watcher.delivering = false;
  }
}

bool GraphRun::has_ended(const StreamWatcher& watcher) const {
  return state_ != RunState::kRunning || has_error() || watcher.stream->bound >= Timestamp::one_over_post_stream();
}

std::optional<Packet> GraphRun::poll_next(StreamWatcher& watcher) {
  Lock lock(mutex_);
  while (watcher.queue.empty()) {
    if (has_ended(watcher)) return std::nullopt;
    if (workers_.empty() && !inline_active_) {
      inline_active_ = true;
      const bool ran = step(lock, true);
      deliver_watchers(lock);
      inline_active_ = false;
      if (ran) continue;
      if (is_quiet()) on_quiet();
      if (has_work(true) || has_ended(watcher)) continue;
    }
    changed_.wait(lock);
  }
  Packet packet = watcher.queue.pop();
  update_full(watcher);
  if (!workers_.empty()) wake_workers();
  return packet;
}

}  // namespace saccade
