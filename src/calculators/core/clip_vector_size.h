// ClipVectorSize<T>: the first elements of a vector.
//   input        untagged (vector<T>)
//   side packet  untagged (int, optional): how many, at least 1; else the option max_vec_size
//   output       untagged (vector<T>)
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "graph/calculator.h"
#include "saccade/proto/core_calculators.pb.h"

namespace saccade {

template <typename T>
class ClipVectorSize final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    c.input<std::vector<T>>("");
    c.optional_side_input<int>("");
    c.output<std::vector<T>>("");
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    input_ = c.input("");
    output_ = c.output("");
    int max_size = c.options<mediapipe::ClipVectorSizeCalculatorOptions>().max_vec_size();
    if (const int* value = c.get_side<int>(c.side_input(""))) max_size = *value;
    if (max_size < 1)
      return invalid_argument("a vector is to be clipped to " + std::to_string(max_size) + "; at least 1 is needed");
    max_size_ = static_cast<size_t>(max_size);
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    const std::vector<T>* items = c.get<std::vector<T>>(input_);
    if (items == nullptr) return ok_status();
    if (items->size() <= max_size_) {
      c.out(output_, c.in(input_));
    } else {
      c.emit(output_, std::vector<T>(items->begin(), items->begin() + static_cast<std::ptrdiff_t>(max_size_)));
    }
    return ok_status();
  }

 private:
  PortId input_ = kNoPort;
  PortId output_ = kNoPort;
  size_t max_size_ = 1;
};

}  // namespace saccade
