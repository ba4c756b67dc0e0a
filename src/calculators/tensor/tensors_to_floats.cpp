// The numbers of the first tensor.
//   input    TENSORS (vector<Tensor>)
//   outputs  FLOAT (float), when the tensor has one; FLOATS (vector<float>); at least one of them
#include <string>
#include <vector>

#include "calculators/tensor/activation.h"
#include "graph/calculator.h"
#include "saccade/proto/tensor_calculators.pb.h"
#include "tensor/tensor.h"

namespace saccade {
namespace {

using Options = mediapipe::TensorsToFloatsCalculatorOptions;

class TensorsToFloatsCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    if (c.output_count("FLOAT") + c.output_count("FLOATS") == 0) return invalid_argument("connect FLOAT or FLOATS");
    c.input<std::vector<Tensor>>("TENSORS");
    c.optional_output<float>("FLOAT");
    c.optional_output<std::vector<float>>("FLOATS");
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    tensors_ = c.input("TENSORS");
    float_ = c.output("FLOAT");
    floats_ = c.output("FLOATS");
    sigmoid_ = c.options<Options>().activation() == Options::SIGMOID;
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    const auto* tensors = c.get<std::vector<Tensor>>(tensors_);
    if (tensors == nullptr) return ok_status();
    if (tensors->empty()) return invalid_argument("TENSORS has no tensor");
    const std::span<const float> raw = SACCADE_TRY(tensors->front().floats());
    std::vector<float> values(raw.begin(), raw.end());
    if (sigmoid_) {
      for (float& value : values) value = sigmoid(value);
    }
    if (float_ != kNoPort) {
      if (values.size() != 1)
        return invalid_argument("FLOAT of a tensor with " + std::to_string(values.size()) + " values");
      c.emit(float_, values.front());
    }
    c.emit(floats_, std::move(values));
    return ok_status();
  }

 private:
  PortId tensors_ = kNoPort;
  PortId float_ = kNoPort;
  PortId floats_ = kNoPort;
  bool sigmoid_ = false;
};

}  // namespace

CalculatorEntry tensors_to_floats_calculator() {
  return calculator_entry<TensorsToFloatsCalculator>("TensorsToFloatsCalculator", "the numbers of the first tensor");
}

}  // namespace saccade
