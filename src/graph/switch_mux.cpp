// SwitchMuxCalculator: takes each output ("DETECTIONS") from the selected channel's input ("C1__DETECTIONS").
//
// What comes on a channel for timestamps at which another one is selected is dropped. Side packets are those of the
// channel that is selected at the start.
#include <algorithm>

#include "graph/builtin.h"
#include "graph/packet_queue.h"
#include "graph/switch_channels.h"

namespace saccade {
namespace {

class SwitchMux final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    declare_selection(c);
    const ChannelPorts inputs = ChannelPorts::find(c.ports(PortKind::kInput));
    for (const Port& port : inputs.plain) {
      c.output_any(port.tag, port.index);
      for (int channel = 0; channel < inputs.channel_count(); ++channel) {
        const std::string tag = channel_tag(channel, port.tag);
        c.optional_input_any(tag, port.index);
        c.same_type({PortKind::kInput, tag, port.index}, {PortKind::kOutput, port.tag, port.index});
      }
    }
    const ChannelPorts sides = ChannelPorts::find(c.ports(PortKind::kSideInput));
    for (const Port& port : sides.plain) {
      c.side_output_any(port.tag, port.index);
      for (int channel = 0; channel < sides.channel_count(); ++channel) {
        const std::string tag = channel_tag(channel, port.tag);
        c.optional_side_input_any(tag, port.index);
        c.same_type({PortKind::kSideInput, tag, port.index}, {PortKind::kSideOutput, port.tag, port.index});
      }
    }
    c.set_input_policy(InputPolicy::kImmediate);
    c.set_process_timestamp_bounds(true);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    SACCADE_TRY(history_.open(c));
    inputs_ = ChannelPorts::find(c.ports(PortKind::kInput));
    for (const Port& port : inputs_.plain) outputs_.push_back(c.output(port.tag, port.index));
    waiting_.assign(inputs_.channel_count(), std::vector<PacketQueue>(outputs_.size()));
    next_.assign(outputs_.size(), Timestamp::unstarted());
    const ChannelPorts sides = ChannelPorts::find(c.ports(PortKind::kSideInput));
    const int channel = history_.initial();
    const int channel_count = std::max(inputs_.channel_count(), sides.channel_count());
    if (channel_count > 0 && channel >= channel_count) {
      return out_of_range("SELECT is " + std::to_string(channel) + ", but there is no such channel");
    }
    if (channel >= sides.channel_count()) return ok_status();
    for (size_t i = 0; i < sides.plain.size(); ++i) {
      const Packet& packet = c.side(sides.ports[channel][i]);
      if (!packet.empty()) c.set_side_output(c.side_output(sides.plain[i].tag, sides.plain[i].index), packet);
    }
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    SACCADE_TRY(history_.record(c, inputs_.channel_count()));
    for (size_t channel = 0; channel < waiting_.size(); ++channel) {
      for (size_t i = 0; i < outputs_.size(); ++i) {
        const PortId port = inputs_.ports[channel][i];
        if (port != kNoPort && c.in(port).timestamp() == c.timestamp()) waiting_[channel][i].push(c.in(port));
      }
    }
    Timestamp oldest = Timestamp::done();
    for (size_t i = 0; i < outputs_.size(); ++i) {
      forward(c, i);
      oldest = std::min(oldest, next_[i]);
    }
    history_.forget_before(oldest);
    return ok_status();
  }

 private:
  // Goes through the stretches of time with one channel each, as far as both the selection and that channel are known.
  void forward(CalculatorContext& c, size_t i) {
    while (next_[i] <= history_.settled() && next_[i] < Timestamp::one_over_post_stream()) {
      const int channel = history_.at(next_[i]);
      const Timestamp end = std::min(history_.next_change(next_[i]), after(history_.settled()));
      const PortId port = inputs_.ports[channel][i];
      if (port == kNoPort) return;
      PacketQueue& queue = waiting_[channel][i];
      while (!queue.empty() && queue.front().timestamp() < end) {
        Packet event = queue.pop();  // an empty packet is a bound
        if (event.timestamp() < next_[i]) continue;
        next_[i] = after(event.timestamp());
        c.out(outputs_[i], std::move(event));
      }
      if (after(c.in(port).timestamp()) < end) break;
      next_[i] = end;
    }
    for (std::vector<PacketQueue>& channel : waiting_) {
      while (!channel[i].empty() && channel[i].front().timestamp() < next_[i]) channel[i].pop();
    }
  }

  static Timestamp after(Timestamp timestamp) {
    return timestamp == Timestamp::done() ? timestamp : timestamp.next_allowed_in_stream();
  }

  ChannelHistory history_;
  ChannelPorts inputs_;
  std::vector<PortId> outputs_;                    // per plain port
  std::vector<std::vector<PacketQueue>> waiting_;  // [channel][plain port]
  std::vector<Timestamp> next_;                    // per output: what is below has been sent
};

}  // namespace

CalculatorEntry switch_mux_calculator() {
  return calculator_entry<SwitchMux>("SwitchMuxCalculator", "Takes its outputs from the selected channel");
}

}  // namespace saccade
