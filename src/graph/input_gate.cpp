#include "graph/input_gate.h"

#include <algorithm>

#include "graph/fixed_size_gate.h"
#include "graph/run_state.h"

namespace saccade {
namespace {

bool is_finished(Timestamp bound) { return bound >= Timestamp::one_over_post_stream(); }

Timestamp head_or_bound(const InputRun& input) {
  return input.queue.empty() ? input.stream->bound : input.queue.front().timestamp();
}

void show_bound(InputRun& input) {
  input.current = Packet().at(head_or_bound(input).previous_allowed_in_stream());
  input.current_done = input.queue.empty() && is_finished(input.stream->bound);
}

void take_packet(InputRun& input, Timestamp timestamp) {
  while (!input.queue.empty() && input.queue.front().timestamp() < timestamp) input.queue.pop();
  if (input.queue.empty() || input.queue.front().timestamp() != timestamp) return show_bound(input);
  input.current = input.queue.pop();
  input.current_done = input.queue.empty() && is_finished(input.stream->bound);
}

std::vector<InputRun*> pointers(std::span<InputRun> inputs) {
  std::vector<InputRun*> all;
  for (InputRun& input : inputs) all.push_back(&input);
  return all;
}

class DefaultGate final : public InputGate {
 public:
  DefaultGate(const InputPlan& plan, std::span<InputRun> inputs)
      : set_(pointers(inputs)), process_bounds_(plan.process_bounds) {}
  Readiness check() override { return set_.check(process_bounds_); }
  Timestamp fill() override {
    const Timestamp timestamp = set_.check(process_bounds_).timestamp;
    set_.fill(timestamp);
    return timestamp;
  }

 private:
  SyncSet set_;
  const bool process_bounds_;
};

// Sets on their own, the lowest timestamp first, one set a call.
class SyncSetGate final : public InputGate {
 public:
  SyncSetGate(const InputPlan& plan, std::span<InputRun> inputs) : process_bounds_(plan.process_bounds) {
    for (const std::vector<PortId>& ids : plan.sync_sets) {
      std::vector<InputRun*> members;
      for (const PortId id : ids) members.push_back(&inputs[id]);
      sets_.emplace_back(std::move(members));
    }
  }

  Readiness check() override {
    Readiness result{Readiness::kClose, Timestamp::done()};
    chosen_ = nullptr;
    for (SyncSet& set : sets_) {
      const Readiness one = set.check(process_bounds_);
      if (one.kind == Readiness::kClose) continue;
      const bool first = result.kind == Readiness::kClose;
      const bool better = one.kind == result.kind ? one.timestamp < result.timestamp : one.kind == Readiness::kProcess;
      if (!first && !better) continue;
      result = one;
      if (one.kind == Readiness::kProcess) chosen_ = &set;
    }
    return result;
  }

  Timestamp fill() override {
    const Timestamp timestamp = check().timestamp;
    for (SyncSet& set : sets_) {
      if (&set == chosen_) {
        set.fill(timestamp);
      } else {
        set.show_bounds();
      }
    }
    return timestamp;
  }

 private:
  std::vector<SyncSet> sets_;
  SyncSet* chosen_ = nullptr;
  const bool process_bounds_;
};

// Each input on its own. The end of a stream is an event too: with process_bounds it comes as timestamp max(), without
// as a call that has no packet at all.
class ImmediateGate final : public InputGate {
 public:
  ImmediateGate(const InputPlan& plan, std::span<InputRun> inputs)
      : inputs_(inputs), states_(inputs.size()), process_bounds_(plan.process_bounds) {}

  Readiness check() override {
    Timestamp next = Timestamp::done();
    Timestamp lowest = Timestamp::done();
    bool newly_finished = false;
    for (size_t i = 0; i < inputs_.size(); ++i) {
      const Timestamp at = event_at(i);
      next = std::min(next, at);
      const Timestamp head = head_or_bound(inputs_[i]);
      if (!is_finished(head)) lowest = std::min(lowest, head);
      newly_finished |= is_finished(head) && !states_[i].end_seen;
    }
    if (next < Timestamp::done()) return {Readiness::kProcess, next};
    if (lowest == Timestamp::done()) return {Readiness::kClose, Timestamp::done()};
    if (newly_finished && !process_bounds_) return {Readiness::kProcess, lowest};
    return {Readiness::kNotReady, lowest};
  }

  Timestamp fill() override {
    const Timestamp timestamp = check().timestamp;
    for (size_t i = 0; i < inputs_.size(); ++i) {
      if (is_finished(head_or_bound(inputs_[i]))) states_[i].end_seen = true;
      if (event_at(i) == timestamp) {
        states_[i].last_processed = timestamp;
        take_packet(inputs_[i], timestamp);
      } else {
        show_bound(inputs_[i]);
      }
    }
    return timestamp;
  }

 private:
  struct State {
    Timestamp last_processed = Timestamp::unstarted();
    bool end_seen = false;
  };

  // The timestamp at which input i has something to tell; done() when nothing.
  Timestamp event_at(size_t i) const {
    const InputRun& input = inputs_[i];
    if (!input.queue.empty()) return input.queue.front().timestamp();
    if (!process_bounds_) return Timestamp::done();
    const Timestamp settled =
        is_finished(input.stream->bound) ? Timestamp::max() : input.stream->bound.previous_allowed_in_stream();
    return settled > states_[i].last_processed ? settled : Timestamp::done();
  }

  std::span<InputRun> inputs_;
  std::vector<State> states_;
  const bool process_bounds_;
};

}  // namespace

std::unique_ptr<InputGate> InputGate::create(const InputPlan& plan, std::span<InputRun> inputs) {
  switch (plan.policy) {
    case InputPolicy::kImmediate:
      return std::make_unique<ImmediateGate>(plan, inputs);
    case InputPolicy::kSyncSet:
      return std::make_unique<SyncSetGate>(plan, inputs);
    case InputPolicy::kFixedSize:
      return std::make_unique<FixedSizeGate>(plan, pointers(inputs));
    case InputPolicy::kDefault:
      break;
  }
  return std::make_unique<DefaultGate>(plan, inputs);
}

Readiness SyncSet::check(bool process_bounds) const {
  Timestamp head = Timestamp::done();   // the lowest packet
  Timestamp bound = Timestamp::done();  // the lowest bound of the streams without one
  for (const InputRun* input : inputs_) {
    if (input->queue.empty()) {
      bound = std::min(bound, input->stream->bound);
    } else {
      head = std::min(head, input->queue.front().timestamp());
    }
  }
  const Timestamp lowest = std::min(head, bound);
  if (is_finished(lowest)) return {Readiness::kClose, Timestamp::done()};
  if (!process_bounds) return {bound > head ? Readiness::kProcess : Readiness::kNotReady, lowest};
  const Timestamp settled = std::min(head, bound.previous_allowed_in_stream());
  if (settled > last_processed_) return {Readiness::kProcess, settled};
  return {Readiness::kNotReady, lowest};
}

void SyncSet::fill(Timestamp timestamp) {
  last_processed_ = timestamp;
  for (InputRun* input : inputs_) take_packet(*input, timestamp);
}

void SyncSet::show_bounds() {
  for (InputRun* input : inputs_) show_bound(*input);
}

}  // namespace saccade
