// BeginLoop<T>: from a packet with a vector to a packet for each element. Together with EndLoop it runs the nodes
// between them once an element.
//   inputs   ITERABLE (vector<T>); CLONE:i (any)
//   outputs  ITEM (T) at the loop's own timestamps, which count from 0 over the whole run; CLONE:i: the clones with
//            each item; BATCH_END (Timestamp) with the last item: the timestamp of ITERABLE
// An empty or absent ITERABLE gives a BATCH_END alone, so that EndLoop learns of it.
#pragma once

#include <vector>

#include "graph/calculator.h"

namespace saccade {

template <typename T>
class BeginLoop final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    c.input<std::vector<T>>("ITERABLE");
    c.output<T>("ITEM");
    c.output<Timestamp>("BATCH_END");
    if (c.input_count("CLONE") != c.output_count("CLONE")) {
      return invalid_argument("CLONE inputs and outputs must be the same number");
    }
    for (int i = 0; i < c.input_count("CLONE"); ++i) {
      c.input_any("CLONE", i);
      c.output_same_as("CLONE", i, "CLONE", i);
    }
    c.set_process_timestamp_bounds(true);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    iterable_ = c.input("ITERABLE");
    item_ = c.output("ITEM");
    batch_end_ = c.output("BATCH_END");
    for (int i = 0; i < c.input_count("CLONE"); ++i) clones_.push_back({c.input("CLONE", i), c.output("CLONE", i)});
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    const std::vector<T>* items = c.get<std::vector<T>>(iterable_);
    if (items != nullptr && !items->empty()) {
      for (const T& item : *items) send(c, item);
    } else {
      ++next_;  // a timestamp of its own for BATCH_END
      c.set_next_timestamp_bound(item_, Timestamp(next_));
      for (const Clone& clone : clones_) c.set_next_timestamp_bound(clone.output, Timestamp(next_));
    }
    c.out(batch_end_, make_packet<Timestamp>(c.timestamp()).at(Timestamp(next_ - 1)));
    return ok_status();
  }

 private:
  struct Clone {
    PortId input;
    PortId output;
  };

  void send(CalculatorContext& c, const T& item) {
    const Timestamp at(next_++);
    c.out(item_, make_packet<T>(item).at(at));
    for (const Clone& clone : clones_) {
      if (!c.in(clone.input).empty()) c.out(clone.output, c.in(clone.input).at(at));
    }
  }

  PortId iterable_ = kNoPort;
  PortId item_ = kNoPort;
  PortId batch_end_ = kNoPort;
  std::vector<Clone> clones_;
  int64_t next_ = 0;
};

}  // namespace saccade
