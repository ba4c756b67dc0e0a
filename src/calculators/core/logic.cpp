// Joins booleans.
//   inputs   untagged streams or side packets (bool), and input_value of the options
//   output   untagged stream or side packet (bool): AND, OR or XOR of all, negated on request
// A timestamp at which some stream has no packet gives none.
#include <vector>

#include "graph/calculator.h"
#include "saccade/proto/core_calculators.pb.h"

namespace saccade {
namespace {

using Options = mediapipe::LogicCalculatorOptions;

bool join(const std::vector<bool>& values, const Options& options) {
  bool result = options.op() == Options::AND;
  for (const bool value : values) {
    if (options.op() == Options::AND) result = result && value;
    if (options.op() == Options::OR) result = result || value;
    if (options.op() == Options::XOR) result = result != value;
  }
  return result != options.negate();
}

class LogicCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    for (int i = 0; i < c.input_count(""); ++i) c.input<bool>("", i);
    for (int i = 0; i < c.side_input_count(""); ++i) c.side_input<bool>("", i);
    c.optional_output<bool>("");
    c.optional_side_output<bool>("");
    if (c.input_count("") + c.side_input_count("") + c.options<Options>().input_value_size() < 1) {
      return invalid_argument("nothing to join: connect an input or set input_value");
    }
    if (c.output_count("") + c.side_output_count("") != 1) {
      return invalid_argument("connect one output, a stream or a side packet");
    }
    if (c.side_output_count("") == 1 && c.input_count("") > 0) {
      return invalid_argument("a side packet cannot follow from streams");
    }
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    const auto& options = c.options<Options>();
    constants_.assign(options.input_value().begin(), options.input_value().end());
    for (int i = 0; i < c.side_input_count(""); ++i) {
      const bool* value = c.get_side<bool>(c.side_input("", i));
      if (value != nullptr) constants_.push_back(*value);
    }
    if (const PortId side = c.side_output(""); side != kNoPort) {
      c.set_side_output(side, make_packet<bool>(join(constants_, options)));
    }
    output_ = c.output("");
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    std::vector<bool> values = constants_;
    for (PortId input = 0; input < c.total_inputs(); ++input) {
      const bool* value = c.get<bool>(input);
      if (value == nullptr) return ok_status();
      values.push_back(*value);
    }
    c.emit<bool>(output_, join(values, c.options<Options>()));
    return ok_status();
  }

 private:
  std::vector<bool> constants_;
  PortId output_ = kNoPort;
};

}  // namespace

CalculatorEntry logic_calculator() {
  return calculator_entry<LogicCalculator>("LogicCalculator", "AND, OR or XOR of booleans");
}

}  // namespace saccade
