// SwitchContainer: stands for one of several nodes or subgraphs, selected while the graph runs.
//
// Expands to a SwitchDemuxCalculator, the contained nodes and a SwitchMuxCalculator; a SELECT or ENABLE stream first
// goes through a PacketSequencerCalculator. When no stream selects and the side packet (or else the option) is known
// already, the contained nodes of the other channels are left out: their models are never loaded. Names stay as if
// they were there.
#include <algorithm>
#include <optional>
#include <set>

#include "graph/builtin.h"
#include "graph/node_names.h"
#include "graph/switch_channels.h"
#include "saccade/proto/switch_container.pb.h"

namespace saccade {
namespace {

using mediapipe::CalculatorGraphConfig;
using mediapipe::SwitchContainerOptions;
using Node = CalculatorGraphConfig::Node;
using Strings = google::protobuf::RepeatedPtrField<std::string>;

bool is_selection(const Port& port) { return port.tag == "SELECT" || port.tag == "ENABLE"; }

std::string port_text(const std::string& tag, int index, const std::string& name) {
  if (tag.empty()) return name;
  return tag + ":" + std::to_string(index) + ":" + name;
}

// The container's ports but SELECT and ENABLE; a name that stands twice is made unique.
Result<std::vector<Port>> data_ports(const Strings& texts) {
  std::vector<Port> ports;
  std::set<std::string> used;
  const PortMap map = SACCADE_TRY(PortMap::from(texts));
  for (Port port : map.ports()) {
    const std::string name = port.name;
    for (int suffix = 2; !used.insert(port.name).second; ++suffix) port.name = name + "_" + std::to_string(suffix);
    if (!is_selection(port)) ports.push_back(port);
  }
  return ports;
}

// The one port of SELECT and ENABLE that is connected, if any.
Result<std::optional<Port>> selection_port(const Strings& texts) {
  const PortMap map = SACCADE_TRY(PortMap::from(texts));
  std::optional<Port> found;
  for (const Port& port : map.ports()) {
    if (!is_selection(port)) continue;
    if (found) return invalid_argument("SwitchContainer takes one of SELECT and ENABLE");
    found = port;
  }
  return found;
}

class Container {
 public:
  explicit Container(const ExpanderInput& input)
      : input_(input), options_(input.options.get<SwitchContainerOptions>()) {}

  Result<CalculatorGraphConfig> expand() {
    SACCADE_TRY(read());
    const std::optional<int> fixed = SACCADE_TRY(fixed_channel());
    add_sequencer("SELECT", "gate_select");
    add_sequencer("ENABLE", "gate_enable");
    Node& demux = add_switch("SwitchDemuxCalculator");
    Node& mux = add_switch("SwitchMuxCalculator");
    add_interface(demux, mux);
    for (int channel = 0; channel < options_.contained_node_size(); ++channel) {
      add_channel(channel, demux, mux, !fixed || *fixed == channel);
    }
    if (fixed) remove_unused();
    return std::move(config_);
  }

 private:
  Status read() {
    if (options_.contained_node_size() == 0) return invalid_argument("SwitchContainer has no contained_node");
    if (options_.has_select() && options_.has_enable()) {
      return invalid_argument("SwitchContainer takes one of the options select and enable");
    }
    const std::optional<Port> stream = SACCADE_TRY(selection_port(input_.node.input_stream()));
    if (stream) selecting_stream_ = stream->tag;
    selecting_side_packet_ = SACCADE_TRY(selection_port(input_.node.input_side_packet()));
    inputs_ = SACCADE_TRY(data_ports(input_.node.input_stream()));
    outputs_ = SACCADE_TRY(data_ports(input_.node.output_stream()));
    side_inputs_ = SACCADE_TRY(data_ports(input_.node.input_side_packet()));
    side_outputs_ = SACCADE_TRY(data_ports(input_.node.output_side_packet()));
    return ok_status();
  }

  // The channel that every run of the graph will use; nothing when that is not known yet.
  Result<std::optional<int>> fixed_channel() const {
    if (!selecting_stream_.empty()) return std::optional<int>();
    int channel = options_.has_enable() ? (options_.enable() ? 1 : 0) : options_.select();
    if (selecting_side_packet_) {
      const auto packet = input_.side_packets.find(selecting_side_packet_->name);
      if (packet == input_.side_packets.end()) return std::optional<int>();
      if (selecting_side_packet_->tag == "SELECT") {
        channel = *SACCADE_TRY(packet->second.get<int>());
      } else {
        channel = *SACCADE_TRY(packet->second.get<bool>()) ? 1 : 0;
      }
    }
    if (channel < 0 || channel >= options_.contained_node_size()) {
      return out_of_range("channel " + std::to_string(channel) + " is selected, but there are " +
                          std::to_string(options_.contained_node_size()) + " contained nodes, from 0");
    }
    return std::optional<int>(channel);
  }

  void add_sequencer(const char* tag, const std::string& name) {
    if (selecting_stream_ != tag) return;
    Node& node = *config_.add_node();
    node.set_calculator("PacketSequencerCalculator");
    if (!options_.async_selection()) {
      node.mutable_input_stream_handler()->set_input_stream_handler("DefaultInputStreamHandler");
    }
    node.add_input_stream("INPUT:" + name);
    node.add_output_stream("OUTPUT:" + name + "_timed");
    int tick = 0;
    for (const Port& port : inputs_) {
      if (is_tick(port)) node.add_input_stream(port_text("TICK", tick++, port.name));
    }
  }

  bool is_tick(const Port& port) const {
    const auto& ticks = options_.tick_input_stream();
    return ticks.empty() || std::any_of(ticks.begin(), ticks.end(), [&](const std::string& text) {
             const Result<Port> tick = parse_tag_index(text);
             return tick.ok() && tick->tag == port.tag && tick->index == port.index;
           });
  }

  Node& add_switch(const char* calculator) {
    auto timed = [&](const char* tag) { return selecting_stream_ == tag ? "_timed" : ""; };
    Node& node = *config_.add_node();
    node.set_calculator(calculator);
    SwitchContainerOptions selection = options_;
    selection.clear_contained_node();
    node.add_node_options()->PackFrom(selection);
    node.add_input_stream(std::string("SELECT:gate_select") + timed("SELECT"));
    node.add_input_stream(std::string("ENABLE:gate_enable") + timed("ENABLE"));
    node.add_input_side_packet("SELECT:gate_select");
    node.add_input_side_packet("ENABLE:gate_enable");
    return node;
  }

  void add_interface(Node& demux, Node& mux) {
    config_.add_input_stream("SELECT:gate_select");
    config_.add_input_stream("ENABLE:gate_enable");
    config_.add_input_side_packet("SELECT:gate_select");
    config_.add_input_side_packet("ENABLE:gate_enable");
    for (const Port& port : inputs_) {
      config_.add_input_stream(port.to_string());
      demux.add_input_stream(port.to_string());
    }
    for (const Port& port : outputs_) {
      config_.add_output_stream(port.to_string());
      mux.add_output_stream(port.to_string());
    }
    for (const Port& port : side_inputs_) {
      config_.add_input_side_packet(port.to_string());
      demux.add_input_side_packet(port.to_string());
    }
    for (const Port& port : side_outputs_) {
      config_.add_output_side_packet(port.to_string());
      mux.add_output_side_packet(port.to_string());
    }
  }

  void add_channel(int channel, Node& demux, Node& mux, bool used) {
    Node& node = *config_.add_node();
    node = options_.contained_node(channel);
    used_.push_back(used);
    if (!used) return;
    auto connect = [&](const std::vector<Port>& ports, Strings& of_node, Strings& of_switch) {
      for (const Port& port : ports) {
        const std::string name = "c" + std::to_string(channel) + "__" + port.name;
        *of_node.Add() = port_text(port.tag, port.index, name);
        *of_switch.Add() = port_text(channel_tag(channel, port.tag), port.index, name);
      }
    };
    connect(inputs_, *node.mutable_input_stream(), *demux.mutable_output_stream());
    connect(outputs_, *node.mutable_output_stream(), *mux.mutable_input_stream());
    connect(side_inputs_, *node.mutable_input_side_packet(), *demux.mutable_output_side_packet());
    connect(side_outputs_, *node.mutable_output_side_packet(), *mux.mutable_input_side_packet());
  }

  // Contained nodes are the last ones. The names they have now, with all of them there, are written down.
  void remove_unused() {
    const std::vector<std::string> names = canonical_node_names(config_);
    const int first = config_.node_size() - static_cast<int>(used_.size());
    for (int i = config_.node_size() - 1; i >= first; --i) {
      if (used_[i - first]) {
        config_.mutable_node(i)->set_name(names[i]);
      } else {
        config_.mutable_node()->DeleteSubrange(i, 1);
      }
    }
  }

  const ExpanderInput& input_;
  const SwitchContainerOptions& options_;
  std::string selecting_stream_;  // "SELECT" or "ENABLE" when a stream of that tag is connected
  std::optional<Port> selecting_side_packet_;
  std::vector<Port> inputs_;
  std::vector<Port> outputs_;
  std::vector<Port> side_inputs_;
  std::vector<Port> side_outputs_;
  std::vector<bool> used_;  // per channel
  CalculatorGraphConfig config_;
};

}  // namespace

Result<CalculatorGraphConfig> expand_switch_container(const ExpanderInput& input) { return Container(input).expand(); }

}  // namespace saccade
