// What SwitchDemuxCalculator and SwitchMuxCalculator share: port names with a channel ("C1__IMAGE") and the history of
// which channel was selected when.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "graph/calculator.h"

namespace saccade {

std::string channel_tag(int channel, std::string_view tag);

// The channel ports of a collection: entry [channel][i] is the port of that channel for plain port i, or kNoPort.
struct ChannelPorts {
  std::vector<Port> plain;  // without the channel, in order of (tag, index)
  std::vector<std::vector<PortId>> ports;

  static ChannelPorts find(const PortMap& map);
  int channel_count() const { return static_cast<int>(ports.size()); }
};

// Declares SELECT and ENABLE as inputs and side inputs.
void declare_selection(CalculatorContract& c);

// Which channel is selected at which timestamp.
class ChannelHistory {
 public:
  // Reads options and side packets; channel 0 when there are none.
  Status open(CalculatorContext& c);
  // Takes a SELECT or ENABLE packet of this call. `channel_count` bounds it; 0: there is nothing to switch.
  Status record(CalculatorContext& c, int channel_count);

  int initial() const { return history_.begin()->second; }
  // Selections at timestamps up to this one are known. done() without a SELECT or ENABLE stream.
  Timestamp settled() const { return settled_; }
  int at(Timestamp timestamp) const;
  // The first timestamp after `timestamp` at which another channel is selected, done() when none is known.
  Timestamp next_change(Timestamp timestamp) const;
  // Forgets what only concerns timestamps below.
  void forget_before(Timestamp timestamp);

 private:
  PortId select_ = kNoPort;
  PortId enable_ = kNoPort;
  int current_ = 0;
  Timestamp settled_ = Timestamp::done();
  std::map<Timestamp, int> history_;
};

}  // namespace saccade
