// SwitchDemuxCalculator: sends each input ("IMAGE") to the selected channel's output ("C1__IMAGE").
//
// Inputs: SELECT (int) or ENABLE (bool), as stream or side packet, and any others. A packet waits until the selection
// of its timestamp is known. The other channels get neither packets nor bounds, so their nodes do not run. Side packets
// go to all channels, because a node opens only when its side packets are there.
#include <algorithm>

#include "graph/builtin.h"
#include "graph/packet_queue.h"
#include "graph/switch_channels.h"
#include "saccade/proto/switch_container.pb.h"

namespace saccade {
namespace {

void declare(CalculatorContract& c, PortKind from, PortKind to) {
  const ChannelPorts channels = ChannelPorts::find(c.ports(to));
  for (const Port& port : channels.plain) {
    for (int channel = 0; channel < channels.channel_count(); ++channel) {
      const std::string tag = channel_tag(channel, port.tag);
      if (to == PortKind::kOutput) {
        c.optional_output_any(tag, port.index);
      } else if (c.ports(to).find(tag, port.index) != kNoPort) {
        c.side_output_any(tag, port.index);
      }
      c.same_type({from, port.tag, port.index}, {to, tag, port.index});
    }
    if (from == PortKind::kInput) {
      c.input_any(port.tag, port.index);
    } else {
      c.side_input_any(port.tag, port.index);
    }
  }
}

class SwitchDemux final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    declare_selection(c);
    declare(c, PortKind::kInput, PortKind::kOutput);
    declare(c, PortKind::kSideInput, PortKind::kSideOutput);
    if (!c.options<mediapipe::SwitchContainerOptions>().synchronize_io()) c.set_input_policy(InputPolicy::kImmediate);
    c.set_process_timestamp_bounds(true);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    SACCADE_TRY(history_.open(c));
    outputs_ = ChannelPorts::find(c.ports(PortKind::kOutput));
    for (const Port& port : outputs_.plain) inputs_.push_back(c.input(port.tag, port.index));
    waiting_.resize(inputs_.size());
    const ChannelPorts sides = ChannelPorts::find(c.ports(PortKind::kSideOutput));
    for (const std::vector<PortId>& channel : sides.ports) {
      for (size_t i = 0; i < channel.size(); ++i) {
        const PortId from = c.side_input(sides.plain[i].tag, sides.plain[i].index);
        if (channel[i] != kNoPort && from != kNoPort) c.set_side_output(channel[i], c.side(from));
      }
    }
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    SACCADE_TRY(history_.record(c, outputs_.channel_count()));
    Timestamp oldest_waiting = Timestamp::done();
    for (size_t i = 0; i < inputs_.size(); ++i) {
      const Packet& event = c.in(inputs_[i]);  // an empty packet is a bound
      if (event.timestamp() == c.timestamp()) waiting_[i].push(event);
      while (!waiting_[i].empty() && waiting_[i].front().timestamp() <= history_.settled()) {
        SACCADE_TRY(send(c, i, waiting_[i].pop()));
      }
      oldest_waiting = std::min(oldest_waiting,
                                waiting_[i].empty() ? c.in(inputs_[i]).timestamp() : waiting_[i].front().timestamp());
    }
    history_.forget_before(std::min(oldest_waiting, history_.settled()));
    return ok_status();
  }

 private:
  Status send(CalculatorContext& c, size_t input, Packet event) {
    const int channel = history_.at(event.timestamp());
    if (channel >= outputs_.channel_count()) {
      return out_of_range("SELECT is " + std::to_string(channel) + ", but there are " +
                          std::to_string(outputs_.channel_count()) + " channels");
    }
    c.out(outputs_.ports[channel][input], std::move(event));
    return ok_status();
  }

  ChannelHistory history_;
  ChannelPorts outputs_;
  std::vector<PortId> inputs_;        // per plain port
  std::vector<PacketQueue> waiting_;  // for the selection of their timestamp
};

}  // namespace

CalculatorEntry switch_demux_calculator() {
  return calculator_entry<SwitchDemux>("SwitchDemuxCalculator", "Sends its inputs to the selected channel");
}

}  // namespace saccade
