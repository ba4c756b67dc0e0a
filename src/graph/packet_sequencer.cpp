// PacketSequencerCalculator: gives each INPUT packet the next timestamp that the TICK streams have not passed yet.
//
// Inputs: INPUT (any number), TICK (any number). Outputs: OUTPUT, one for each INPUT. A tick settles its timestamp on
// the outputs, so nobody waits for an INPUT packet; one that comes takes effect right after the last tick. When a tick
// and an INPUT packet come together, the packet stands before the tick.
#include <algorithm>

#include "graph/builtin.h"

namespace saccade {
namespace {

class PacketSequencer final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    const int count = c.input_count("INPUT");
    if (count != c.output_count("OUTPUT")) {
      return invalid_argument("PacketSequencerCalculator needs one OUTPUT for each INPUT");
    }
    for (int i = 0; i < count; ++i) {
      c.input_any("INPUT", i);
      c.output_same_as("OUTPUT", i, "INPUT", i);
    }
    for (int i = 0; i < c.input_count("TICK"); ++i) c.input_any("TICK", i);
    c.set_input_policy(InputPolicy::kImmediate);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    for (int i = 0; i < c.input_count("INPUT"); ++i) {
      inputs_.push_back(c.input("INPUT", i));
      outputs_.push_back(c.output("OUTPUT", i));
    }
    for (int i = 0; i < c.input_count("TICK"); ++i) ticks_.push_back(c.input("TICK", i));
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    for (size_t i = 0; i < inputs_.size(); ++i) {
      if (c.in(inputs_[i]).empty()) continue;
      c.out(outputs_[i], c.in(inputs_[i]).at(std::max(Timestamp::min(), c.next_timestamp_bound(outputs_[i]))));
    }
    const bool ticked =
        std::any_of(ticks_.begin(), ticks_.end(), [&](PortId tick) { return c.in(tick).timestamp() == c.timestamp(); });
    if (!ticked || !c.timestamp().is_range()) return ok_status();
    for (const PortId output : outputs_) c.set_next_timestamp_bound(output, c.timestamp().next_allowed_in_stream());
    return ok_status();
  }

 private:
  std::vector<PortId> inputs_;
  std::vector<PortId> outputs_;
  std::vector<PortId> ticks_;
};

}  // namespace

CalculatorEntry packet_sequencer_calculator() {
  return calculator_entry<PacketSequencer>("PacketSequencerCalculator",
                                           "Gives its inputs the timestamps of other streams");
}

}  // namespace saccade
