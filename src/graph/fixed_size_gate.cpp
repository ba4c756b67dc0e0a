#include "graph/fixed_size_gate.h"

#include <algorithm>

#include "graph/run_state.h"

namespace saccade {
namespace {

// The n-th newest packet's timestamp, or the oldest one's when there are fewer; not for an empty queue.
Timestamp nth_newest(const InputRun& input, size_t n) {
  const size_t size = input.queue.size();
  return input.queue.at(size > n ? size - n : 0).timestamp();
}

Timestamp one_before(Timestamp bound) { return bound.is_range() ? bound.plus(-1) : bound; }

}  // namespace

Readiness FixedSizeGate::check() {
  if (!promised_) cut(false);
  const Readiness result = set_.check(plan_.process_bounds);
  promised_ = result.kind == Readiness::kProcess;
  return result;
}

Timestamp FixedSizeGate::fill() {
  cut(true);
  // The newest set that is complete, or the settled timestamp before what an empty stream may still bring.
  Timestamp timestamp = Timestamp::done();
  for (const InputRun* input : set_.inputs()) {
    timestamp =
        std::min(timestamp, input->queue.empty() ? one_before(input->stream->bound) : input->queue.front().timestamp());
  }
  set_.fill(timestamp);
  promised_ = false;
  return timestamp;
}

void FixedSizeGate::packet_arrived() {
  if (!promised_) cut(false);
}

void FixedSizeGate::cut(bool keep_one) {
  if (plan_.fixed_min_size) {
    cut_when_all_are_long();
  } else {
    cut_when_any_is_long(keep_one);
  }
}

void FixedSizeGate::cut_when_all_are_long() {
  Timestamp oldest_kept = Timestamp::max();
  for (const InputRun* input : set_.inputs()) {
    if (static_cast<int>(input->queue.size()) < plan_.trigger_queue_size) return;
    oldest_kept = std::min(oldest_kept, nth_newest(*input, plan_.target_queue_size));
  }
  drop_before(oldest_kept);
}

void FixedSizeGate::cut_when_any_is_long(bool keep_one) {
  Timestamp newest_complete = Timestamp::done();
  for (const InputRun* input : set_.inputs()) {
    const int size = static_cast<int>(input->queue.size());
    const int keep = size >= plan_.trigger_queue_size ? plan_.target_queue_size : plan_.trigger_queue_size - 1;
    if (size > keep) kept_ = std::max(kept_, nth_newest(*input, keep + 1).next_allowed_in_stream());
    newest_complete =
        std::min(newest_complete, size > 0 ? nth_newest(*input, 1).next_allowed_in_stream() : input->stream->bound);
  }
  // At least one timestamp that every stream has reached stays.
  if (keep_one) kept_ = std::min(kept_, one_before(newest_complete));
  drop_before(kept_);
}

void FixedSizeGate::drop_before(Timestamp timestamp) {
  for (InputRun* input : set_.inputs()) {
    while (!input->queue.empty() && input->queue.front().timestamp() < timestamp) input->queue.pop();
  }
}

}  // namespace saccade
