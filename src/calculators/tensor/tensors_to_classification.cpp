// Classes out of a network's only tensor, as classify.h says.
//   input   TENSORS (vector<Tensor>, one)
//   output  CLASSIFICATIONS (Classifications)
#include <optional>
#include <string>
#include <vector>

#include "calculators/tensor/classify.h"
#include "graph/calculator.h"
#include "saccade/proto/tensor_calculators.pb.h"
#include "tensor/tensor.h"

namespace saccade {
namespace {

using Options = mediapipe::TensorsToClassificationCalculatorOptions;

class TensorsToClassificationCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    c.input<std::vector<Tensor>>("TENSORS");
    c.output<Classifications>("CLASSIFICATIONS");
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    tensors_ = c.input("TENSORS");
    classes_ = c.output("CLASSIFICATIONS");
    classifier_ = SACCADE_TRY(Classifier::create(c.options<Options>()));
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    const auto* tensors = c.get<std::vector<Tensor>>(tensors_);
    if (tensors == nullptr) return ok_status();
    if (tensors->size() != 1) {
      return invalid_argument("TENSORS has " + std::to_string(tensors->size()) + " tensors; one is classified");
    }
    c.emit(classes_, SACCADE_TRY(classifier_->classify(SACCADE_TRY(tensors->front().floats()))));
    return ok_status();
  }

 private:
  PortId tensors_ = kNoPort;
  PortId classes_ = kNoPort;
  std::optional<Classifier> classifier_;
};

}  // namespace

CalculatorEntry tensors_to_classification_calculator() {
  return calculator_entry<TensorsToClassificationCalculator>("TensorsToClassificationCalculator",
                                                             "classes out of a tensor of scores");
}

}  // namespace saccade
