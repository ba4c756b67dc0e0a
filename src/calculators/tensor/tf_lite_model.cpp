// A network out of a file's bytes.
//   side input   MODEL_BLOB (string)
//   side output  MODEL (Model)
#include <span>
#include <string>
#include <utility>

#include "graph/calculator.h"
#include "model/tflite.h"

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
    const std::string* blob = c.get_side<std::string>(c.side_input("MODEL_BLOB"));
    if (blob == nullptr) return failed_precondition("MODEL_BLOB has no packet");
    Model model = SACCADE_TRY(parse_tflite(std::as_bytes(std::span(*blob)), c.node_name()));
    c.set_side_output(c.side_output("MODEL"), make_packet<Model>(std::move(model)));
    return ok_status();
  }

  Status process(CalculatorContext&) override { return ok_status(); }
};

}  // namespace

CalculatorEntry tf_lite_model_calculator() {
  return calculator_entry<TfLiteModelCalculator>("TfLiteModelCalculator", "a network out of a file's bytes");
}

}  // namespace saccade
