// InputGate: decides when a node's process() may run and with which packets; one kind for each input policy.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "graph/plan.h"

namespace saccade {

struct InputRun;
struct StreamRun;

struct Readiness {
  enum Kind : uint8_t { kNotReady, kProcess, kClose } kind;
  Timestamp timestamp;  // kProcess: of the call; kNotReady: nothing below it will come any more
};

// Called under the graph's mutex.
class InputGate {
 public:
  static std::unique_ptr<InputGate> create(const InputPlan& plan, std::span<InputRun> inputs);
  virtual ~InputGate() = default;
  // Once ready, stays ready until fill().
  virtual Readiness check() = 0;
  // Only after check() gave kProcess: takes the packets into the inputs' `current`; returns the call's timestamp.
  virtual Timestamp fill() = 0;
  virtual void packet_arrived() {}
};

// Inputs whose packets of one timestamp belong together.
class SyncSet {
 public:
  explicit SyncSet(std::vector<InputRun*> inputs) : inputs_(std::move(inputs)) {}
  Readiness check(bool process_bounds) const;
  void fill(Timestamp timestamp);
  // For a call that is not about these inputs: no packets, but how far each stream is.
  void show_bounds();
  const std::vector<InputRun*>& inputs() const { return inputs_; }

 private:
  std::vector<InputRun*> inputs_;
  Timestamp last_processed_ = Timestamp::unstarted();
};

}  // namespace saccade
