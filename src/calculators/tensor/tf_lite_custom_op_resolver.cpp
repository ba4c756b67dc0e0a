// Stands in graphs that name it; see op_resolver.h.
//   side output  OP_RESOLVER (OpResolver) or untagged
#include "calculators/tensor/op_resolver.h"
#include "graph/calculator.h"

namespace saccade {
namespace {

class TfLiteCustomOpResolverCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    c.optional_side_output<OpResolver>("OP_RESOLVER");
    c.optional_side_output<OpResolver>("");
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    for (const char* tag : {"OP_RESOLVER", ""}) {
      if (const PortId port = c.side_output(tag); port != kNoPort) {
        c.set_side_output(port, make_packet<OpResolver>());
      }
    }
    return ok_status();
  }

  Status process(CalculatorContext&) override { return ok_status(); }
};

}  // namespace

CalculatorEntry tf_lite_custom_op_resolver_calculator() {
  return calculator_entry<TfLiteCustomOpResolverCalculator>("TfLiteCustomOpResolverCalculator",
                                                            "stands for MediaPipe's custom operators");
}

}  // namespace saccade
