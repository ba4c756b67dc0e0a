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
#include "graph/services.h"
#include "saccade/status.h"

namespace saccade {

// Index of a port within its collection (inputs, outputs, ...); ports are ordered by (tag, index).
using PortId = int;
inline constexpr PortId kNoPort = -1;

enum class InputPolicy : uint8_t { kDefault, kImmediate, kSyncSet, kFixedSize };

// Declares ports and habits; runs once when the graph is initialised. Asking for a tag that the node does not have is
// an error reported after contract() returns, unless the port is optional.
class CalculatorContract {
 public:
  template <typename T>
  void input(std::string_view tag, int index = 0) { declare(Side::kInput, tag, index, {typeid(T)}, false); }
  template <typename T>
  void optional_input(std::string_view tag, int index = 0) { declare(Side::kInput, tag, index, {typeid(T)}, true); }
  template <typename... Ts>
  void input_one_of(std::string_view tag, int index = 0) { declare(Side::kInput, tag, index, {typeid(Ts)...}, false); }
  template <typename... Ts>
  void optional_input_one_of(std::string_view tag, int index = 0) { declare(Side::kInput, tag, index, {typeid(Ts)...}, true); }
  void input_any(std::string_view tag, int index = 0) { declare(Side::kInput, tag, index, {}, false); }
  void optional_input_any(std::string_view tag, int index = 0) { declare(Side::kInput, tag, index, {}, true); }

  template <typename T>
  void output(std::string_view tag, int index = 0) { declare(Side::kOutput, tag, index, {typeid(T)}, false); }
  template <typename T>
  void optional_output(std::string_view tag, int index = 0) { declare(Side::kOutput, tag, index, {typeid(T)}, true); }
  void output_any(std::string_view tag, int index = 0) { declare(Side::kOutput, tag, index, {}, false); }
  // The output has whatever type the input has.
  void output_same_as(std::string_view tag, int index, std::string_view input_tag, int input_index);

  template <typename T>
  void side_input(std::string_view tag, int index = 0) { declare(Side::kSideInput, tag, index, {typeid(T)}, false); }
  template <typename T>
  void optional_side_input(std::string_view tag, int index = 0) { declare(Side::kSideInput, tag, index, {typeid(T)}, true); }
  void side_input_any(std::string_view tag, int index = 0) { declare(Side::kSideInput, tag, index, {}, false); }
  void optional_side_input_any(std::string_view tag, int index = 0) { declare(Side::kSideInput, tag, index, {}, true); }
  template <typename T>
  void side_output(std::string_view tag, int index = 0) { declare(Side::kSideOutput, tag, index, {typeid(T)}, false); }
  template <typename T>
  void optional_side_output(std::string_view tag, int index = 0) { declare(Side::kSideOutput, tag, index, {typeid(T)}, true); }
  void side_output_any(std::string_view tag, int index = 0) { declare(Side::kSideOutput, tag, index, {}, false); }

  // How many ports of this tag the node connects.
  int input_count(std::string_view tag) const;
  int output_count(std::string_view tag) const;
  int side_input_count(std::string_view tag) const;
  int side_output_count(std::string_view tag) const;

  template <typename Options>
  const Options& options() const { return options_->get<Options>(); }

  void set_input_policy(InputPolicy policy) { input_policy_ = policy; }
  // process() also runs when only bounds moved.
  void set_process_timestamp_bounds(bool on) { process_timestamp_bounds_ = on; }
  // Outputs settle at input timestamp + offset even when process() emits nothing.
  void set_timestamp_offset(int64_t offset) { timestamp_offset_ = offset; }
  template <typename Service>
  void use_service() { services_.push_back(typeid(Service)); }

 private:
  friend class ValidatedGraph;
  friend class ContractReader;
  enum class Side : uint8_t { kInput, kOutput, kSideInput, kSideOutput };
  struct Declaration {
    Side side;
    std::string tag;
    int index;
    std::vector<std::type_index> types;  // empty: any
    bool optional;
    std::string same_as_tag;             // outputs of output_same_as
    int same_as_index = -1;
  };
  void declare(Side side, std::string_view tag, int index, std::vector<std::type_index> types, bool optional);

  const NodeOptions* options_ = nullptr;
  const class NodePorts* ports_ = nullptr;
  std::vector<Declaration> declarations_;
  std::vector<std::type_index> services_;
  std::optional<InputPolicy> input_policy_;
  std::optional<int64_t> timestamp_offset_;
  bool process_timestamp_bounds_ = false;
};

// What open(), process() and close() see. Valid during the call only.
class CalculatorContext {
 public:
  // Ports, resolved once in open(). kNoPort when the node does not connect them.
  PortId input(std::string_view tag, int index = 0) const;
  PortId output(std::string_view tag, int index = 0) const;
  PortId side_input(std::string_view tag, int index = 0) const;
  PortId side_output(std::string_view tag, int index = 0) const;
  int input_count(std::string_view tag) const;
  int output_count(std::string_view tag) const;
  int side_input_count(std::string_view tag) const;
  int total_inputs() const;
  int total_outputs() const;

  // Inputs of this process() call. kNoPort reads as an empty packet.
  Timestamp timestamp() const;              // the input timestamp
  const Packet& in(PortId port) const;      // empty when nothing came at this timestamp; its timestamp is the bound
  bool is_done(PortId port) const;          // the stream has ended
  template <typename T>
  const T* get(PortId port) const { return in(port).template get_if<T>(); }  // nullptr: absent

  const Packet& side(PortId port) const;
  template <typename T>
  const T* get_side(PortId port) const { return side(port).template get_if<T>(); }

  // Outputs; kNoPort is ignored, so optional outputs need no test (ask has_output to spare the work).
  template <typename T>
  void emit(PortId port, T value) { if (port != kNoPort) out(port, make_packet<T>(std::move(value)).at(timestamp())); }
  void out(PortId port, Packet packet);     // at the packet's own timestamp
  void set_next_timestamp_bound(PortId port, Timestamp bound);
  void close_output(PortId port);
  void set_offset(int64_t offset);          // in open() only
  void set_side_output(PortId port, Packet packet);

  template <typename Options>
  const Options& options() const { return node_options().template get<Options>(); }
  const NodeOptions& node_options() const;

  // nullptr when the graph was given none.
  template <typename Service>
  Service* service() const { return services().template get<Service>(); }
  const Services& services() const;
  const std::string& node_name() const;

 private:
  friend class Node;
  class State;
  State* state_ = nullptr;
};

// A fresh object per run; one process() at a time.
class Calculator {
 public:
  virtual ~Calculator() = default;
  virtual Status open(CalculatorContext&) { return ok_status(); }
  virtual Status process(CalculatorContext& context) = 0;
  virtual Status close(CalculatorContext&) { return ok_status(); }
};

// Returned by process() of a source to end it, softly stopping the graph when no source is left.
Status stop_status();
bool is_stop(const Status& status);

// A row of the catalogue.
struct CalculatorEntry {
  std::string_view name;                                  // "ImageToTensorCalculator"
  Status (*contract)(CalculatorContract&);
  std::unique_ptr<Calculator> (*create)();
  std::string_view summary;                               // one line, for `saccade calculators`
};

template <typename T>
constexpr CalculatorEntry calculator_entry(std::string_view name, std::string_view summary) {
  return {name, &T::contract, []() -> std::unique_ptr<Calculator> { return std::make_unique<T>(); }, summary};
}

}  // namespace saccade
