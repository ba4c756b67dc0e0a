// EndLoop<T>: gathers what the nodes of a loop made of each item into one vector.
//   inputs  ITEM (T); BATCH_END (Timestamp), both at the loop's own timestamps
//   output  ITERABLE (vector<T>) at the timestamp that BATCH_END carries; nothing when no item came
#pragma once

#include <utility>
#include <vector>

#include "graph/calculator.h"

namespace saccade {

template <typename T>
class EndLoop final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    c.input<T>("ITEM");
    c.input<Timestamp>("BATCH_END");
    c.output<std::vector<T>>("ITERABLE");
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    item_ = c.input("ITEM");
    batch_end_ = c.input("BATCH_END");
    iterable_ = c.output("ITERABLE");
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    if (const T* item = c.get<T>(item_)) items_.push_back(*item);
    const Timestamp* at = c.get<Timestamp>(batch_end_);
    if (at == nullptr) return ok_status();
    if (items_.empty()) {
      c.set_next_timestamp_bound(iterable_, at->next_allowed_in_stream());
    } else {
      c.out(iterable_, make_packet<std::vector<T>>(std::exchange(items_, {})).at(*at));
    }
    return ok_status();
  }

 private:
  PortId item_ = kNoPort;
  PortId batch_end_ = kNoPort;
  PortId iterable_ = kNoPort;
  std::vector<T> items_;
};

}  // namespace saccade
