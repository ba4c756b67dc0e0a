// Says at each settled timestamp whether a stream has a packet there.
//   input   PACKET (any)
//   output  PRESENCE (bool)
#include "graph/calculator.h"

namespace saccade {
namespace {

class PacketPresenceCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    c.input_any("PACKET");
    c.output<bool>("PRESENCE");
    c.set_process_timestamp_bounds(true);
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    packet_ = c.input("PACKET");
    presence_ = c.output("PRESENCE");
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    if (c.timestamp().is_special()) return ok_status();  // the bound of a stream that begins or ends
    c.emit<bool>(presence_, !c.in(packet_).empty());
    return ok_status();
  }

 private:
  PortId packet_ = kNoPort;
  PortId presence_ = kNoPort;
};

}  // namespace

CalculatorEntry packet_presence_calculator() {
  return calculator_entry<PacketPresenceCalculator>("PacketPresenceCalculator", "whether a stream has a packet");
}

}  // namespace saccade
