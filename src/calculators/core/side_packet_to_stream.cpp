// Side packets as packets of streams.
//   side inputs  untagged i (any); with AT_TIMESTAMP, also TIMESTAMP (int64, microseconds)
//   input        TICK (any), with AT_TICK only
//   outputs      AT_PRESTREAM, AT_POSTSTREAM, AT_ZERO, AT_TIMESTAMP: once, at that timestamp, then closed;
//                AT_TICK: at each TICK packet. One of these tags only, one output for each side packet
#include <array>
#include <string>
#include <vector>

#include "graph/calculator.h"

namespace saccade {
namespace {

constexpr std::array<std::string_view, 5> kTags = {"AT_PRESTREAM", "AT_POSTSTREAM", "AT_ZERO", "AT_TICK",
                                                   "AT_TIMESTAMP"};

class SidePacketToStreamCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    std::string_view tag;
    for (const std::string_view candidate : kTags) {
      if (c.output_count(candidate) == 0) continue;
      if (!tag.empty())
        return invalid_argument("outputs have both " + std::string(tag) + " and " + std::string(candidate));
      tag = candidate;
    }
    if (tag.empty()) return invalid_argument("connect AT_PRESTREAM, AT_POSTSTREAM, AT_ZERO, AT_TICK or AT_TIMESTAMP");
    if (c.side_input_count("") != c.output_count(tag)) {
      return invalid_argument(std::to_string(c.side_input_count("")) + " side packets for " +
                              std::to_string(c.output_count(tag)) + " outputs");
    }
    if ((c.input_count("TICK") > 0) != (tag == "AT_TICK")) return invalid_argument("AT_TICK and TICK go together");
    if ((c.side_input_count("TIMESTAMP") > 0) != (tag == "AT_TIMESTAMP")) {
      return invalid_argument("AT_TIMESTAMP and the side packet TIMESTAMP go together");
    }
    for (int i = 0; i < c.output_count(tag); ++i) {
      c.side_input_any("", i);
      c.output_any(tag, i);
    }
    c.optional_input_any("TICK");
    c.optional_side_input<int64_t>("TIMESTAMP");
    if (tag == "AT_TICK") c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    tick_ = c.input("TICK");
    for (const std::string_view tag : kTags) {
      for (int i = 0; c.output(tag, i) != kNoPort; ++i) streams_.push_back({c.side_input("", i), c.output(tag, i)});
    }
    if (c.output("AT_PRESTREAM") != kNoPort) at_ = Timestamp::pre_stream();
    if (c.output("AT_POSTSTREAM") != kNoPort) at_ = Timestamp::post_stream();
    if (c.output("AT_ZERO") != kNoPort) at_ = Timestamp(0);
    if (const int64_t* time = c.get_side<int64_t>(c.side_input("TIMESTAMP"))) at_ = Timestamp(*time);
    if (tick_ == kNoPort && !at_.is_allowed_in_stream()) {
      return invalid_argument("TIMESTAMP " + at_.to_string() + " is not allowed in a stream");
    }
    return ok_status();
  }

  // Without inputs the node is a source, asked once.
  Status process(CalculatorContext& c) override {
    if (tick_ != kNoPort && c.in(tick_).empty()) return ok_status();
    const Timestamp at = tick_ == kNoPort ? at_ : c.timestamp();
    for (const Stream& stream : streams_) c.out(stream.output, c.side(stream.side).at(at));
    return tick_ == kNoPort ? stop_status() : ok_status();
  }

 private:
  struct Stream {
    PortId side;
    PortId output;
  };
  std::vector<Stream> streams_;
  PortId tick_ = kNoPort;
  Timestamp at_;
};

}  // namespace

CalculatorEntry side_packet_to_stream_calculator() {
  return calculator_entry<SidePacketToStreamCalculator>("SidePacketToStreamCalculator",
                                                        "side packets as packets of streams");
}

}  // namespace saccade
