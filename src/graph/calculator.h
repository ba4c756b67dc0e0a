// Calculator: one node's work, and what it may ask of the graph. Write one as a file in src/calculators plus a line in
// its catalog.cpp.
//
//   class Foo final : public Calculator {
//    public:
//     static Status contract(CalculatorContract& c) {
//       c.input<Image>("IMAGE");
//       c.optional_input<NormalizedRect>("NORM_RECT");
//       c.output<std::vector<Tensor>>("TENSORS");
//       c.set_timestamp_offset(0);
//       return ok_status();
//     }
//     Status open(CalculatorContext& c) override { image_ = c.input("IMAGE"); ... }
//     Status process(CalculatorContext& c) override { const Image* image = c.get<Image>(image_); ... }
//   };
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <typeindex>
#include <vector>

#include "graph/options.h"
#include "graph/packet.h"
#include "graph/port_map.h"
#include "graph/services.h"
#include "saccade/status.h"

namespace saccade {

// When a node's process() runs and with which packets. docs/architecture.md says more.
//   kDefault    all inputs of one timestamp together, ascending, nothing dropped
//   kImmediate  each packet as it comes; the other inputs show how far they are
//   kSyncSet    as kDefault within each set of inputs that the graph lists, sets on their own
//   kFixedSize  as kDefault, but a queue that grows is cut to its newest packets
enum class InputPolicy : uint8_t { kDefault, kImmediate, kSyncSet, kFixedSize };

enum class PortKind : uint8_t { kInput, kOutput, kSideInput, kSideOutput };
inline constexpr int kPortKinds = 4;

struct PortRef {
  PortKind kind;
  std::string_view tag;
  int index = 0;
};

// Declares ports and habits; runs when the graph is created. Asking for a port that the node does not connect is an
// error reported after contract() returns, unless the port is optional; so is a connected port that is not declared.
class CalculatorContract {
 public:
  template <typename T>
  void input(std::string_view tag, int index = 0) {
    declare<T>(PortKind::kInput, tag, index);
  }
  template <typename T>
  void optional_input(std::string_view tag, int index = 0) {
    declare_optional<T>(PortKind::kInput, tag, index);
  }
  template <typename... Ts>
  void input_one_of(std::string_view tag, int index = 0) {
    declare<Ts...>(PortKind::kInput, tag, index);
  }
  template <typename... Ts>
  void optional_input_one_of(std::string_view tag, int index = 0) {
    declare_optional<Ts...>(PortKind::kInput, tag, index);
  }
  void input_any(std::string_view tag, int index = 0) { declare<>(PortKind::kInput, tag, index); }
  void optional_input_any(std::string_view tag, int index = 0) { declare_optional<>(PortKind::kInput, tag, index); }

  template <typename T>
  void output(std::string_view tag, int index = 0) {
    declare<T>(PortKind::kOutput, tag, index);
  }
  template <typename T>
  void optional_output(std::string_view tag, int index = 0) {
    declare_optional<T>(PortKind::kOutput, tag, index);
  }
  template <typename... Ts>
  void output_one_of(std::string_view tag, int index = 0) {
    declare<Ts...>(PortKind::kOutput, tag, index);
  }
  void output_any(std::string_view tag, int index = 0) { declare<>(PortKind::kOutput, tag, index); }
  void optional_output_any(std::string_view tag, int index = 0) { declare_optional<>(PortKind::kOutput, tag, index); }
  // The output has whatever type the input has.
  void output_same_as(std::string_view tag, int index, std::string_view input_tag, int input_index) {
    output_any(tag, index);
    same_type({PortKind::kOutput, tag, index}, {PortKind::kInput, input_tag, input_index});
  }

  template <typename T>
  void side_input(std::string_view tag, int index = 0) {
    declare<T>(PortKind::kSideInput, tag, index);
  }
  template <typename T>
  void optional_side_input(std::string_view tag, int index = 0) {
    declare_optional<T>(PortKind::kSideInput, tag, index);
  }
  template <typename... Ts>
  void side_input_one_of(std::string_view tag, int index = 0) {
    declare<Ts...>(PortKind::kSideInput, tag, index);
  }
  void side_input_any(std::string_view tag, int index = 0) { declare<>(PortKind::kSideInput, tag, index); }
  void optional_side_input_any(std::string_view tag, int index = 0) {
    declare_optional<>(PortKind::kSideInput, tag, index);
  }
  template <typename T>
  void side_output(std::string_view tag, int index = 0) {
    declare<T>(PortKind::kSideOutput, tag, index);
  }
  template <typename T>
  void optional_side_output(std::string_view tag, int index = 0) {
    declare_optional<T>(PortKind::kSideOutput, tag, index);
  }
  void side_output_any(std::string_view tag, int index = 0) { declare<>(PortKind::kSideOutput, tag, index); }

  // Two declared ports of this node carry one type. Ignored for ports that are not connected.
  void same_type(const PortRef& a, const PortRef& b);

  // What the node connects.
  const PortMap& ports(PortKind kind) const { return ports_[static_cast<int>(kind)]; }
  int input_count(std::string_view tag) const { return ports(PortKind::kInput).count(tag); }
  int output_count(std::string_view tag) const { return ports(PortKind::kOutput).count(tag); }
  int side_input_count(std::string_view tag) const { return ports(PortKind::kSideInput).count(tag); }
  int side_output_count(std::string_view tag) const { return ports(PortKind::kSideOutput).count(tag); }

  template <typename Options>
  const Options& options() const {
    return options_.get<Options>();
  }
  const NodeOptions& node_options() const { return options_; }

  // The graph's own input_stream_handler for this node goes before.
  void set_input_policy(InputPolicy policy) { input_policy_ = policy; }
  // process() also runs when only bounds moved.
  void set_process_timestamp_bounds(bool on) { process_timestamp_bounds_ = on; }
  // Outputs settle at input timestamp + offset even when process() emits nothing.
  void set_timestamp_offset(int64_t offset) { timestamp_offset_ = offset; }
  // The graph cannot be created without this service.
  template <typename Service>
  void use_service() {
    services_.push_back(typeid(Service));
  }

 private:
  friend struct ContractReader;
  struct Declared {
    bool declared = false;
    bool optional = false;
    std::vector<std::type_index> types;  // empty: any
  };
  struct SameType {
    PortKind kind_a;
    PortId a;
    PortKind kind_b;
    PortId b;
  };

  CalculatorContract(const PortMap* ports, const NodeOptions& options);
  template <typename... Ts>
  void declare(PortKind kind, std::string_view tag, int index) {
    declare(kind, tag, index, {typeid(Ts)...}, false);
  }
  template <typename... Ts>
  void declare_optional(PortKind kind, std::string_view tag, int index) {
    declare(kind, tag, index, {typeid(Ts)...}, true);
  }
  void declare(PortKind kind, std::string_view tag, int index, std::vector<std::type_index> types, bool optional);

  const PortMap* ports_;  // [kPortKinds]
  const NodeOptions& options_;
  std::vector<Declared> declared_[kPortKinds];
  std::vector<SameType> same_types_;
  std::vector<std::string> missing_;  // required ports that the node does not connect
  std::vector<std::type_index> services_;
  std::optional<InputPolicy> input_policy_;
  std::optional<int64_t> timestamp_offset_;
  bool process_timestamp_bounds_ = false;
};

struct NodeRun;

// What open(), process() and close() see. Valid during the call only.
class CalculatorContext {
 public:
  // Ports, resolved once in open(). kNoPort when the node does not connect them; a side input also when it is optional
  // and this run has no packet for it. Ids count from 0 in the order of (tag, index).
  PortId input(std::string_view tag, int index = 0) const;
  PortId output(std::string_view tag, int index = 0) const;
  PortId side_input(std::string_view tag, int index = 0) const;
  PortId side_output(std::string_view tag, int index = 0) const;
  const PortMap& ports(PortKind kind) const;
  int input_count(std::string_view tag) const { return ports(PortKind::kInput).count(tag); }
  int output_count(std::string_view tag) const { return ports(PortKind::kOutput).count(tag); }
  int side_input_count(std::string_view tag) const { return ports(PortKind::kSideInput).count(tag); }
  int total_inputs() const { return ports(PortKind::kInput).size(); }
  int total_outputs() const { return ports(PortKind::kOutput).size(); }

  // Inputs of this process() call. kNoPort reads as an empty packet.
  Timestamp timestamp() const { return timestamp_; }  // unstarted() in open(), done() in close(), 0 for a source
  const Packet& in(PortId port) const;  // empty when nothing came; its timestamp then says how far the stream is
  bool is_done(PortId port) const;      // the stream has ended
  template <typename T>
  const T* get(PortId port) const {
    return in(port).template get_if<T>();
  }  // nullptr: absent

  const Packet& side(PortId port) const;
  template <typename T>
  const T* get_side(PortId port) const {
    return side(port).template get_if<T>();
  }

  // Outputs; kNoPort is ignored, so optional outputs need no test (compare with kNoPort to spare the work). A packet
  // that breaks the rules of its stream (order, type) fails the node when the call returns.
  template <typename T>
  void emit(PortId port, T value) {
    if (port != kNoPort) out(port, make_packet<T>(std::move(value)).at(timestamp_));
  }
  void out(PortId port, Packet packet);  // at the packet's own timestamp; an empty packet settles its timestamp
  // No packet below `bound` will follow. A lower bound than the present one changes nothing.
  void set_next_timestamp_bound(PortId port, Timestamp bound);
  Timestamp next_timestamp_bound(PortId port) const;  // the lowest timestamp a packet may still have
  void close_output(PortId port);
  bool is_output_closed(PortId port) const;
  void set_offset(int64_t offset);                   // in open() only; as CalculatorContract::set_timestamp_offset
  void set_side_output(PortId port, Packet packet);  // once, without timestamp

  template <typename Options>
  const Options& options() const {
    return node_options().template get<Options>();
  }
  const NodeOptions& node_options() const;

  // nullptr when the graph was given none.
  template <typename Service>
  Service* service() const {
    return services().template get<Service>();
  }
  const Services& services() const;
  const std::string& node_name() const;

 private:
  friend class GraphRun;
  CalculatorContext(NodeRun& node, Timestamp timestamp) : node_(node), timestamp_(timestamp) {}
  void fail(Status status);

  NodeRun& node_;
  Timestamp timestamp_;
};

// A fresh object per run; one call at a time, not always on the same thread.
class Calculator {
 public:
  virtual ~Calculator() = default;
  virtual Status open(CalculatorContext&) { return ok_status(); }
  virtual Status process(CalculatorContext& context) = 0;
  virtual Status close(CalculatorContext&) { return ok_status(); }
};

// Returned by process(): from a source (no inputs) it ends the source; from another node it stops the graph softly
// (sources and graph inputs are closed, what is under way is finished).
Status stop_status();
bool is_stop(const Status& status);

// A row of the catalogue.
struct CalculatorEntry {
  std::string_view name;  // "ImageToTensorCalculator"
  Status (*contract)(CalculatorContract&);
  std::unique_ptr<Calculator> (*create)();
  std::string_view summary;  // one line, for `saccade calculators`
};

template <typename T>
constexpr CalculatorEntry calculator_entry(std::string_view name, std::string_view summary) {
  return {name, &T::contract, []() -> std::unique_ptr<Calculator> { return std::make_unique<T>(); }, summary};
}

}  // namespace saccade
