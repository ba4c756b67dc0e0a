#include "graph/fake_nodes.h"

#include <array>

namespace saccade::test {
namespace {

const Hook* find_hook(const std::map<std::string, Hook>& hooks, const std::string& name) {
  const auto it = hooks.find(name);
  return it == hooks.end() ? nullptr : &it->second;
}

class HookedNode : public Calculator {
 public:
  Status open(CalculatorContext& c) override {
    if (const Hook* hook = find_hook(c.service<Hooks>()->open, c.node_name())) return (*hook)(c);
    for (PortId port = 0; port < c.ports(PortKind::kSideOutput).size(); ++port) c.set_side_output(port, c.side(port));
    return ok_status();
  }
  Status process(CalculatorContext& c) override {
    if (const Hook* hook = find_hook(c.service<Hooks>()->process, c.node_name())) return (*hook)(c);
    for (PortId port = 0; port < c.total_inputs() && port < c.total_outputs(); ++port) {
      if (!c.in(port).empty()) c.out(port, c.in(port));
    }
    return ok_status();
  }
  Status close(CalculatorContext& c) override {
    if (const Hook* hook = find_hook(c.service<Hooks>()->close, c.node_name())) return (*hook)(c);
    return ok_status();
  }
};

void declare_any(CalculatorContract& c) {
  for (const Port& port : c.ports(PortKind::kInput).ports()) c.input_any(port.tag, port.index);
  for (const Port& port : c.ports(PortKind::kOutput).ports()) c.output_any(port.tag, port.index);
  for (const Port& port : c.ports(PortKind::kSideInput).ports()) c.optional_side_input_any(port.tag, port.index);
  for (const Port& port : c.ports(PortKind::kSideOutput).ports()) c.side_output_any(port.tag, port.index);
  c.use_service<Hooks>();
}

constexpr int64_t kNoOffset = -1;

template <InputPolicy policy, bool process_bounds, int64_t offset>
class AnyNode final : public HookedNode {
 public:
  static Status contract(CalculatorContract& c) {
    declare_any(c);
    if (policy != InputPolicy::kDefault) c.set_input_policy(policy);
    c.set_process_timestamp_bounds(process_bounds);
    if (offset != kNoOffset) c.set_timestamp_offset(offset);
    return ok_status();
  }
};

template <typename T>
class TypedNode final : public HookedNode {
 public:
  static Status contract(CalculatorContract& c) {
    for (const Port& port : c.ports(PortKind::kInput).ports()) c.input<T>(port.tag, port.index);
    for (const Port& port : c.ports(PortKind::kOutput).ports()) c.output<T>(port.tag, port.index);
    for (const Port& port : c.ports(PortKind::kSideInput).ports()) c.side_input<T>(port.tag, port.index);
    for (const Port& port : c.ports(PortKind::kSideOutput).ports()) c.side_output<T>(port.tag, port.index);
    c.set_timestamp_offset(0);
    return ok_status();
  }
};

}  // namespace

const GraphRegistry& registry() {
  using enum InputPolicy;
  static const GraphRegistry instance = [] {
    GraphRegistry made;
    made.add_calculators(std::array{
        calculator_entry<AnyNode<kDefault, false, kNoOffset>>("Node", "test"),
        calculator_entry<AnyNode<kDefault, false, 0>>("OffsetNode", "test"),
        calculator_entry<AnyNode<kDefault, false, 5>>("Offset5Node", "test"),
        calculator_entry<AnyNode<kDefault, true, kNoOffset>>("BoundsNode", "test"),
        calculator_entry<AnyNode<kImmediate, false, kNoOffset>>("ImmediateNode", "test"),
        calculator_entry<AnyNode<kImmediate, true, kNoOffset>>("ImmediateBoundsNode", "test"),
        calculator_entry<AnyNode<kFixedSize, false, kNoOffset>>("FixedSizeNode", "test"),
        calculator_entry<TypedNode<int>>("IntNode", "test"),
        calculator_entry<TypedNode<int>>("IntSource", "test"),
        calculator_entry<TypedNode<std::string>>("StringNode", "test"),
    });
    return made;
  }();
  return instance;
}

GraphConfig config(std::string_view text) {
  Result<GraphConfig> parsed = parse_config_text(text, "test.pbtxt");
  EXPECT_TRUE(parsed.ok()) << parsed.error().to_string();
  return parsed.ok() ? *std::move(parsed) : GraphConfig();
}

std::string to_text(const Packet& packet) {
  const std::string timestamp = packet.timestamp().to_string();
  if (packet.empty()) return timestamp;
  if (const int* value = packet.get_if<int>()) return timestamp + "=" + std::to_string(*value);
  if (const std::string* value = packet.get_if<std::string>()) return timestamp + "=" + *value;
  return timestamp + "=" + type_name(packet.type());
}

Fixture::Fixture(std::string_view text, std::map<std::string, Packet> side_packets, const GraphRunOptions& options,
                 const GraphRegistry& nodes) {
  Services services;
  services.set<Hooks>(hooks_);
  auto graph = Graph::create(config(text), nodes, std::move(services), std::move(side_packets), options);
  if (graph.ok()) {
    graph_ = *std::move(graph);
  } else {
    status_ = graph.error();
  }
}

void Fixture::watch(const std::string& stream, bool with_bounds) {
  auto record = [this, stream](const Packet& packet) {
    const std::lock_guard lock(mutex_);
    seen_[stream].push_back(to_text(packet));
    return ok_status();
  };
  EXPECT_OK(graph_->observe(stream, record, with_bounds));
}

std::vector<std::string> Fixture::seen(const std::string& stream) const {
  const std::lock_guard lock(mutex_);
  const auto it = seen_.find(stream);
  return it == seen_.end() ? std::vector<std::string>() : it->second;
}

}  // namespace saccade::test
