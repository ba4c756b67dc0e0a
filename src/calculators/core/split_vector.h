// SplitVector<T>: parts of a vector.
//   input    untagged (vector<T>); shorter than the last range is an error
//   outputs  untagged i: the i-th of the options' ranges as vector<T>, or as T with element_only; with combine_outputs
//            one vector<T> of all ranges
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "graph/calculator.h"
#include "saccade/proto/core_calculators.pb.h"

namespace saccade {

// invalid_argument unless the ranges fit the number of outputs and the two modes.
Status check_split(const mediapipe::SplitVectorCalculatorOptions& options, int output_count);

template <typename T>
class SplitVector final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    const auto& options = c.options<mediapipe::SplitVectorCalculatorOptions>();
    SACCADE_TRY(check_split(options, c.output_count("")));
    c.input<std::vector<T>>("");
    for (int i = 0; i < c.output_count(""); ++i) {
      if (options.element_only()) {
        c.output<T>("", i);
      } else {
        c.output<std::vector<T>>("", i);
      }
    }
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    const auto& options = c.options<mediapipe::SplitVectorCalculatorOptions>();
    input_ = c.input("");
    element_only_ = options.element_only();
    combine_ = options.combine_outputs();
    for (int i = 0; i < options.ranges_size(); ++i) {
      ranges_.push_back({options.ranges(i).begin(), options.ranges(i).end(), c.output("", combine_ ? 0 : i)});
      needed_ = std::max(needed_, static_cast<size_t>(options.ranges(i).end()));
    }
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    const std::vector<T>* items = c.get<std::vector<T>>(input_);
    if (items == nullptr) return ok_status();
    if (items->size() < needed_) {
      return invalid_argument("a vector of " + std::to_string(items->size()) + " elements; the ranges need " +
                              std::to_string(needed_));
    }
    std::vector<T> part;
    for (const Range& range : ranges_) {
      if (element_only_) {
        c.emit(range.output, (*items)[static_cast<size_t>(range.begin)]);
        continue;
      }
      part.insert(part.end(), items->begin() + range.begin, items->begin() + range.end);
      if (!combine_) c.emit(range.output, std::exchange(part, {}));
    }
    if (combine_) c.emit(ranges_.front().output, std::move(part));
    return ok_status();
  }

 private:
  struct Range {
    int begin;
    int end;
    PortId output;
  };
  PortId input_ = kNoPort;
  std::vector<Range> ranges_;
  size_t needed_ = 0;
  bool element_only_ = false;
  bool combine_ = false;
};

}  // namespace saccade
