// The anchors of a single-shot detector, from its options alone.
//   side output  untagged (vector<Anchor>)
#include <vector>

#include "calculators/detection/ssd_anchors.h"
#include "graph/calculator.h"
#include "saccade/proto/detection_calculators.pb.h"

namespace saccade {
namespace {

class SsdAnchorsCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    c.side_output<std::vector<Anchor>>("");
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    auto anchors = SACCADE_TRY(make_ssd_anchors(c.options<mediapipe::SsdAnchorsCalculatorOptions>()));
    c.set_side_output(c.side_output(""), make_packet<std::vector<Anchor>>(std::move(anchors)));
    return ok_status();
  }

  Status process(CalculatorContext&) override { return ok_status(); }
};

}  // namespace

CalculatorEntry ssd_anchors_calculator() {
  return calculator_entry<SsdAnchorsCalculator>("SsdAnchorsCalculator", "the anchors of a single-shot detector");
}

}  // namespace saccade
