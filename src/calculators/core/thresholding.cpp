// Whether a number lies above a threshold.
//   inputs   FLOAT (float); THRESHOLD (float or double, optional): the newest one holds
//            side packet THRESHOLD (float or double, optional)
//   outputs  FLAG (bool), ACCEPT (any packet when above), REJECT (when not); each optional
#include "graph/calculator.h"
#include "saccade/proto/core_calculators.pb.h"

namespace saccade {
namespace {

class ThresholdingCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    c.input<float>("FLOAT");
    c.optional_input_one_of<float, double>("THRESHOLD");
    c.optional_side_input<double>("THRESHOLD");
    c.optional_output<bool>("FLAG");
    c.optional_output<bool>("ACCEPT");
    c.optional_output<bool>("REJECT");
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    value_ = c.input("FLOAT");
    threshold_stream_ = c.input("THRESHOLD");
    flag_ = c.output("FLAG");
    accept_ = c.output("ACCEPT");
    reject_ = c.output("REJECT");
    threshold_ = c.options<mediapipe::ThresholdingCalculatorOptions>().threshold();
    if (const double* value = c.get_side<double>(c.side_input("THRESHOLD"))) threshold_ = *value;
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    if (const float* value = c.get<float>(threshold_stream_)) threshold_ = *value;
    if (const double* value = c.get<double>(threshold_stream_)) threshold_ = *value;
    const float* value = c.get<float>(value_);
    if (value == nullptr) return ok_status();
    const bool above = static_cast<double>(*value) > threshold_;
    c.emit<bool>(flag_, above);
    if (above) c.emit<bool>(accept_, true);
    if (!above) c.emit<bool>(reject_, false);
    return ok_status();
  }

 private:
  PortId value_ = kNoPort;
  PortId threshold_stream_ = kNoPort;
  PortId flag_ = kNoPort;
  PortId accept_ = kNoPort;
  PortId reject_ = kNoPort;
  double threshold_ = 0;
};

}  // namespace

CalculatorEntry thresholding_calculator() {
  return calculator_entry<ThresholdingCalculator>("ThresholdingCalculator", "whether a number lies above a threshold");
}

}  // namespace saccade
