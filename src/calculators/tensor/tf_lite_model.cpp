// A network out of a file's bytes.
//   side input   MODEL_BLOB (string)
//   side output  MODEL (Model)
#include <string>

#include "calculators/resources.h"
#include "graph/calculator.h"
#include "model/model.h"

namespace saccade {
namespace {

class TfLiteModelCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    c.side_input<std::string>("MODEL_BLOB");
    c.side_output<Model>("MODEL");
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    const Packet& bytes = c.side(c.side_input("MODEL_BLOB"));
    if (bytes.empty()) return failed_precondition("MODEL_BLOB has no packet");
    // Without a store the network is parsed for this run only.
    ModelStore own;
    ModelStore* store = c.service<ModelStore>();
    c.set_side_output(c.side_output("MODEL"),
                      SACCADE_TRY((store != nullptr ? store : &own)->parse(bytes, c.node_name())));
    return ok_status();
  }

  Status process(CalculatorContext&) override { return ok_status(); }
};

}  // namespace

CalculatorEntry tf_lite_model_calculator() {
  return calculator_entry<TfLiteModelCalculator>("TfLiteModelCalculator", "a network out of a file's bytes");
}

}  // namespace saccade
