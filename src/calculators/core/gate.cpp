// Lets packets pass, or not.
//   inputs   any number of untagged streams; ALLOW or DISALLOW (bool) as stream or side packet, at most one of them
//   outputs  the same streams; STATE_CHANGE (bool, optional) when the gate opens (true) or closes (false)
// A timestamp without an ALLOW / DISALLOW packet keeps the packets back unless empty_packets_as_allow. With none of
// the four connected, the option `allow` holds.
#include <optional>
#include <vector>

#include "graph/calculator.h"
#include "saccade/proto/core_calculators.pb.h"

namespace saccade {
namespace {

class GateCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    const int controls = c.input_count("ALLOW") + c.input_count("DISALLOW") + c.side_input_count("ALLOW") +
                         c.side_input_count("DISALLOW");
    if (controls > 1) return invalid_argument("connect at most one of ALLOW and DISALLOW, as stream or side packet");
    const int streams = c.input_count("");
    if (streams < 1 || streams != c.output_count("")) {
      return invalid_argument("untagged inputs and outputs must be the same number, at least one");
    }
    for (int i = 0; i < streams; ++i) {
      c.input_any("", i);
      c.output_same_as("", i, "", i);
    }
    c.optional_input<bool>("ALLOW");
    c.optional_input<bool>("DISALLOW");
    c.optional_side_input<bool>("ALLOW");
    c.optional_side_input<bool>("DISALLOW");
    c.optional_output<bool>("STATE_CHANGE");
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    const auto& options = c.options<mediapipe::GateCalculatorOptions>();
    for (int i = 0; i < c.input_count(""); ++i) streams_.push_back({c.input("", i), c.output("", i)});
    allow_ = c.input("ALLOW");
    disallow_ = c.input("DISALLOW");
    state_change_ = c.output("STATE_CHANGE");
    empty_means_allow_ = options.empty_packets_as_allow();
    if (const bool* allow = c.get_side<bool>(c.side_input("ALLOW"))) {
      fixed_ = *allow;
    } else if (const bool* disallow = c.get_side<bool>(c.side_input("DISALLOW"))) {
      fixed_ = !*disallow;
    } else if (allow_ == kNoPort && disallow_ == kNoPort) {
      fixed_ = options.allow();
    }
    if (options.initial_gate_state() == mediapipe::GateCalculatorOptions::GATE_ALLOW) last_ = true;
    if (options.initial_gate_state() == mediapipe::GateCalculatorOptions::GATE_DISALLOW) last_ = false;
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    const bool allowed = is_allowed(c);
    if (last_.has_value() && *last_ != allowed) c.emit<bool>(state_change_, allowed);
    last_ = allowed;
    if (!allowed) return ok_status();
    for (const Stream& stream : streams_) {
      if (!c.in(stream.input).empty()) c.out(stream.output, c.in(stream.input));
    }
    return ok_status();
  }

 private:
  struct Stream {
    PortId input;
    PortId output;
  };

  bool is_allowed(CalculatorContext& c) const {
    if (fixed_) return *fixed_;
    if (const bool* allow = c.get<bool>(allow_)) return *allow;
    if (const bool* disallow = c.get<bool>(disallow_)) return !*disallow;
    return empty_means_allow_;
  }

  std::vector<Stream> streams_;
  PortId allow_ = kNoPort;
  PortId disallow_ = kNoPort;
  PortId state_change_ = kNoPort;
  bool empty_means_allow_ = false;
  std::optional<bool> fixed_;  // by side packet or option
  std::optional<bool> last_;
};

}  // namespace

CalculatorEntry gate_calculator() {
  return calculator_entry<GateCalculator>("GateCalculator", "passes packets while ALLOW says so");
}

}  // namespace saccade
