// PassThroughCalculator: every input comes out at the output of the same tag and index, side packets too.
#include "graph/builtin.h"

namespace saccade {
namespace {

bool same_ports(const PortMap& a, const PortMap& b) {
  if (a.size() != b.size()) return false;
  for (PortId port = 0; port < a.size(); ++port) {
    if (a[port].tag != b[port].tag || a[port].index != b[port].index) return false;
  }
  return true;
}

class PassThrough final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    if (!same_ports(c.ports(PortKind::kInput), c.ports(PortKind::kOutput))) {
      return invalid_argument("Input and output streams to PassThroughCalculator must use matching tags and indexes.");
    }
    for (const Port& port : c.ports(PortKind::kInput).ports()) {
      c.input_any(port.tag, port.index);
      c.output_same_as(port.tag, port.index, port.tag, port.index);
    }
    for (const Port& port : c.ports(PortKind::kSideInput).ports()) c.side_input_any(port.tag, port.index);
    // Side outputs may be left out altogether.
    if (c.ports(PortKind::kSideOutput).size() > 0) {
      if (!same_ports(c.ports(PortKind::kSideInput), c.ports(PortKind::kSideOutput))) {
        return invalid_argument(
            "Input and output side packets to PassThroughCalculator must use matching tags and "
            "indexes.");
      }
      for (const Port& port : c.ports(PortKind::kSideOutput).ports()) {
        c.side_output_any(port.tag, port.index);
        c.same_type({PortKind::kSideInput, port.tag, port.index}, {PortKind::kSideOutput, port.tag, port.index});
      }
    }
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    for (PortId port = 0; port < c.ports(PortKind::kSideOutput).size(); ++port) c.set_side_output(port, c.side(port));
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    for (PortId port = 0; port < c.total_inputs(); ++port) {
      if (!c.in(port).empty()) c.out(port, c.in(port));
    }
    return ok_status();
  }
};

}  // namespace

CalculatorEntry pass_through_calculator() {
  return calculator_entry<PassThrough>("PassThroughCalculator", "Forwards every input to the output of the same tag");
}

}  // namespace saccade
