#include "graph/switch_channels.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <tuple>

#include "saccade/proto/switch_container.pb.h"

namespace saccade {
namespace {

// The graph that SwitchContainer makes has one channel a contained node.
constexpr int kMaxChannels = 1000;

struct ChannelTag {
  int channel;
  std::string tag;
};

// "C1__IMAGE"
std::optional<ChannelTag> split_channel_tag(std::string_view text) {
  const size_t separator = text.find("__");
  if (!text.starts_with('C') || separator == std::string_view::npos) return std::nullopt;
  const std::string_view digits = text.substr(1, separator - 1);
  int channel = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), channel);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  if (channel < 0 || channel >= kMaxChannels) return std::nullopt;
  return ChannelTag{channel, std::string(text.substr(separator + 2))};
}

}  // namespace

std::string channel_tag(int channel, std::string_view tag) {
  return "C" + std::to_string(channel) + "__" + std::string(tag);
}

ChannelPorts ChannelPorts::find(const PortMap& map) {
  ChannelPorts found;
  auto same = [](const Port& a, const Port& b) { return a.tag == b.tag && a.index == b.index; };
  for (const Port& port : map.ports()) {
    const std::optional<ChannelTag> split = split_channel_tag(port.tag);
    if (!split) continue;
    const Port plain{.tag = split->tag, .index = port.index, .name = {}};
    const auto known =
        std::find_if(found.plain.begin(), found.plain.end(), [&](const Port& p) { return same(p, plain); });
    if (known == found.plain.end()) found.plain.push_back(plain);
  }
  std::sort(found.plain.begin(), found.plain.end(),
            [](const Port& a, const Port& b) { return std::tie(a.tag, a.index) < std::tie(b.tag, b.index); });
  for (PortId id = 0; id < map.size(); ++id) {
    const std::optional<ChannelTag> split = split_channel_tag(map[id].tag);
    if (!split) continue;
    if (split->channel >= found.channel_count()) {
      found.ports.resize(split->channel + 1, std::vector<PortId>(found.plain.size(), kNoPort));
    }
    const Port plain{.tag = split->tag, .index = map[id].index, .name = {}};
    const auto at = std::find_if(found.plain.begin(), found.plain.end(), [&](const Port& p) { return same(p, plain); });
    found.ports[split->channel][at - found.plain.begin()] = id;
  }
  return found;
}

void declare_selection(CalculatorContract& c) {
  c.optional_input<int>("SELECT");
  c.optional_input<bool>("ENABLE");
  c.optional_side_input<int>("SELECT");
  c.optional_side_input<bool>("ENABLE");
}

Status ChannelHistory::open(CalculatorContext& c) {
  const auto& options = c.options<mediapipe::SwitchContainerOptions>();
  if (options.has_enable()) current_ = options.enable() ? 1 : 0;
  if (options.has_select()) current_ = options.select();
  if (const bool* enable = c.get_side<bool>(c.side_input("ENABLE"))) current_ = *enable ? 1 : 0;
  if (const int* select = c.get_side<int>(c.side_input("SELECT"))) current_ = *select;
  if (current_ < 0) return out_of_range("SELECT is " + std::to_string(current_) + "; channels count from 0");
  select_ = c.input("SELECT");
  enable_ = c.input("ENABLE");
  if (select_ != kNoPort || enable_ != kNoPort) settled_ = Timestamp::unstarted();
  history_[Timestamp::unstarted()] = current_;
  return ok_status();
}

Status ChannelHistory::record(CalculatorContext& c, int channel_count) {
  const PortId port = enable_ != kNoPort ? enable_ : select_;
  if (port == kNoPort) return ok_status();
  settled_ = c.in(port).timestamp();
  int selected = current_;
  if (const bool* enable = c.get<bool>(enable_)) selected = *enable ? 1 : 0;
  if (const int* select = c.get<int>(select_)) selected = *select;
  if (selected < 0 || (channel_count > 0 && selected >= channel_count)) {
    return out_of_range("SELECT is " + std::to_string(selected) + ", but there are channels 0 to " +
                        std::to_string(channel_count - 1));
  }
  if (selected != current_) history_[settled_] = current_ = selected;
  return ok_status();
}

int ChannelHistory::at(Timestamp timestamp) const { return std::prev(history_.upper_bound(timestamp))->second; }

Timestamp ChannelHistory::next_change(Timestamp timestamp) const {
  const auto after = history_.upper_bound(timestamp);
  return after == history_.end() ? Timestamp::done() : after->first;
}

void ChannelHistory::forget_before(Timestamp timestamp) {
  history_.erase(history_.begin(), std::prev(history_.upper_bound(timestamp)));
}

}  // namespace saccade
