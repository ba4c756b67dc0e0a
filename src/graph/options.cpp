#include "graph/options.h"

#include <algorithm>

#include "graph/proto_messages.h"
#include "saccade/proto/calculator.pb.h"

namespace saccade {

NodeOptions::NodeOptions() = default;
NodeOptions::NodeOptions(NodeOptions&&) noexcept = default;
NodeOptions& NodeOptions::operator=(NodeOptions&&) noexcept = default;
NodeOptions::~NodeOptions() = default;

Result<NodeOptions> NodeOptions::parse(const mediapipe::CalculatorGraphConfig_Node& node) {
  NodeOptions options;
  for (const google::protobuf::Message* message : extension_messages(node.options())) {
    options.messages_.push_back(copy_message(*message));
  }
  const size_t extension_count = options.messages_.size();
  for (const google::protobuf::Any& any : node.node_options()) {
    std::unique_ptr<google::protobuf::Message> message = SACCADE_TRY(unpack_any(any));
    if (message == nullptr) continue;  // of a calculator that is not part of this build
    const auto same_type = [&](const auto& other) { return other->GetDescriptor() == message->GetDescriptor(); };
    if (std::any_of(options.messages_.begin() + extension_count, options.messages_.end(), same_type)) {
      return invalid_argument("node_options has " + message->GetTypeName() + " twice; keep one");
    }
    options.messages_.push_back(std::move(message));
  }
  return options;
}

const google::protobuf::Message* NodeOptions::find(const google::protobuf::Descriptor& type) const {
  for (const auto& message : messages_) {
    if (message->GetDescriptor() == &type) return message.get();
  }
  return nullptr;
}

}  // namespace saccade
