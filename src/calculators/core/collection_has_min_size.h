// CollectionHasMinSize<T>: whether a vector has at least so many elements.
//   input        ITERABLE (vector<T>)
//   side packet  untagged (int, optional): how many; else the option min_size
//   output       untagged (bool)
#pragma once

#include <string>
#include <vector>

#include "graph/calculator.h"
#include "saccade/proto/core_calculators.pb.h"

namespace saccade {

template <typename T>
class CollectionHasMinSize final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    c.input<std::vector<T>>("ITERABLE");
    c.optional_side_input<int>("");
    c.output<bool>("");
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    iterable_ = c.input("ITERABLE");
    output_ = c.output("");
    int min_size = c.options<mediapipe::CollectionHasMinSizeCalculatorOptions>().min_size();
    if (const int* value = c.get_side<int>(c.side_input(""))) min_size = *value;
    if (min_size < 0)
      return invalid_argument("the least size is " + std::to_string(min_size) + "; 0 or more is needed");
    min_size_ = static_cast<size_t>(min_size);
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    if (const auto* items = c.get<std::vector<T>>(iterable_)) c.emit<bool>(output_, items->size() >= min_size_);
    return ok_status();
  }

 private:
  PortId iterable_ = kNoPort;
  PortId output_ = kNoPort;
  size_t min_size_ = 0;
};

}  // namespace saccade
