// FixedSizeGate: the default policy, but a queue that grows is cut to its newest packets, and all inputs with it.
#pragma once

#include <vector>

#include "graph/input_gate.h"

namespace saccade {

class FixedSizeGate final : public InputGate {
 public:
  FixedSizeGate(const InputPlan& plan, std::vector<InputRun*> inputs) : plan_(plan), set_(std::move(inputs)) {}
  Readiness check() override;
  Timestamp fill() override;
  void packet_arrived() override;

 private:
  void cut(bool keep_one);
  void cut_when_all_are_long();
  void cut_when_any_is_long(bool keep_one);
  void drop_before(Timestamp timestamp);

  const InputPlan& plan_;
  SyncSet set_;
  Timestamp kept_ = Timestamp::unset();  // packets below are not wanted any more
  bool promised_ = false;                // check() said ready: nothing is cut until fill()
};

}  // namespace saccade
