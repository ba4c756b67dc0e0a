// ConcatenateVector<T>: one vector out of elements and vectors.
//   inputs  untagged i (T or vector<T>)
//   output  untagged (vector<T>), in the order of the inputs. Absent ones count as empty; with
//           only_emit_if_all_present they keep the output back
#pragma once

#include <vector>

#include "graph/calculator.h"
#include "saccade/proto/core_calculators.pb.h"

namespace saccade {

template <typename T>
class ConcatenateVector final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    if (c.input_count("") < 1) return invalid_argument("connect at least one untagged input");
    for (int i = 0; i < c.input_count(""); ++i) c.input_one_of<T, std::vector<T>>("", i);
    c.output<std::vector<T>>("");
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    output_ = c.output("");
    all_ = c.options<mediapipe::ConcatenateVectorCalculatorOptions>().only_emit_if_all_present();
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    std::vector<T> result;
    for (PortId input = 0; input < c.total_inputs(); ++input) {
      if (const T* item = c.get<T>(input)) {
        result.push_back(*item);
      } else if (const auto* items = c.get<std::vector<T>>(input)) {
        result.insert(result.end(), items->begin(), items->end());
      } else if (all_) {
        return ok_status();
      }
    }
    c.emit(output_, std::move(result));
    return ok_status();
  }

 private:
  PortId output_ = kNoPort;
  bool all_ = false;
};

}  // namespace saccade
