#include "graph/graph_options.h"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "graph/field_path.h"
#include "graph/proto_messages.h"

namespace saccade {
namespace {

using google::protobuf::Message;
using Node = mediapipe::CalculatorGraphConfig::Node;
using AnyList = google::protobuf::RepeatedPtrField<google::protobuf::Any>;
using Messages = std::vector<std::unique_ptr<Message>>;

// Extensions first, then the Any of types not among them.
Result<Messages> read_options(const Message& carrier, const AnyList& anys) {
  Messages messages;
  for (const Message* message : extension_messages(carrier)) messages.push_back(copy_message(*message));
  for (const google::protobuf::Any& any : anys) {
    std::unique_ptr<Message> message = SACCADE_TRY(unpack_any(any));
    if (message == nullptr) {
      return unimplemented("option_value needs " + any.type_url() + ", which this build does not have");
    }
    const auto same_type = [&](const auto& other) { return other->GetDescriptor() == message->GetDescriptor(); };
    if (std::none_of(messages.begin(), messages.end(), same_type)) messages.push_back(std::move(message));
  }
  return messages;
}

Message* find_message(const Messages& messages, const std::string& type) {
  for (const auto& message : messages) {
    if (type.empty() || message->GetTypeName() == type) return message.get();
  }
  return nullptr;
}

// "node/path:graph/path"; a "::" belongs to "Ext::package.Type".
Result<std::pair<FieldPath, FieldPath>> split_option_value(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != ':') continue;
    if (i + 1 < text.size() && text[i + 1] == ':') {
      ++i;
      continue;
    }
    FieldPath node_path = SACCADE_TRY(FieldPath::parse(text.substr(0, i)));
    FieldPath graph_path = SACCADE_TRY(FieldPath::parse(text.substr(i + 1)));
    return std::pair{std::move(node_path), std::move(graph_path)};
  }
  return invalid_argument("write option_value as \"node/field:graph/field\"");
}

Status apply_option_value(const std::string& text, const Messages& graph_options, const Messages& node_options) {
  const auto [node_path, graph_path] = SACCADE_TRY(split_option_value(text));
  const Message* from = find_message(graph_options, graph_path.message_type);
  Message* to = find_message(node_options, node_path.message_type);
  if (to == nullptr) return invalid_argument("the node has no options message to set a field of; give an empty one");
  if (from == nullptr) return ok_status();
  return copy_field(*from, graph_path, *to, node_path);
}

Status apply_option_values(const Messages& graph_options, Node& node) {
  const Messages options = SACCADE_TRY(read_options(node.options(), node.node_options()));
  for (const std::string& text : node.option_value()) {
    const Status status = apply_option_value(text, graph_options, options);
    if (!status.ok()) return status.with_context(node.calculator() + ": option_value \"" + text + "\"");
  }
  node.clear_options();
  node.clear_node_options();
  node.clear_option_value();
  for (const auto& message : options) node.add_node_options()->PackFrom(*message);
  return ok_status();
}

}  // namespace

Status apply_graph_options(const Node& node, mediapipe::CalculatorGraphConfig& graph) {
  const auto& nodes = graph.node();
  if (std::none_of(nodes.begin(), nodes.end(), [](const Node& inner) { return inner.option_value_size() > 0; })) {
    return ok_status();
  }
  const Messages graph_options = SACCADE_TRY(read_options(graph.options(), graph.graph_options()));
  const Messages overrides = SACCADE_TRY(read_options(node.options(), node.node_options()));
  for (const auto& message : graph_options) {
    if (const Message* over = find_message(overrides, message->GetTypeName())) message->MergeFrom(*over);
  }
  for (Node& inner : *graph.mutable_node()) {
    if (inner.option_value_size() > 0) SACCADE_TRY(apply_option_values(graph_options, inner));
  }
  return ok_status();
}

}  // namespace saccade
