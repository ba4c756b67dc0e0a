// One stream out of several.
//   inputs  untagged (any, one type)
//   output  untagged: at each timestamp the packet of the first input that has one
#include "graph/calculator.h"

namespace saccade {
namespace {

class MergeCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    if (c.input_count("") < 1) return invalid_argument("connect at least one untagged input");
    for (int i = 0; i < c.input_count(""); ++i) c.input_any("", i);
    c.output_same_as("", 0, "", 0);
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    output_ = c.output("");
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    for (PortId input = 0; input < c.total_inputs(); ++input) {
      if (c.in(input).empty()) continue;
      c.out(output_, c.in(input));
      break;
    }
    return ok_status();
  }

 private:
  PortId output_ = kNoPort;
};

}  // namespace

CalculatorEntry merge_calculator() {
  return calculator_entry<MergeCalculator>("MergeCalculator", "the first of several streams that has a packet");
}

}  // namespace saccade
