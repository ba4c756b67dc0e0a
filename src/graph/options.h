// NodeOptions: a node's calculator options as MediaPipe carries them, `options` (proto2 extension) before
// `node_options` (Any).
#pragma once

#include <memory>
#include <vector>

#include "saccade/status.h"

namespace mediapipe {
class CalculatorGraphConfig_Node;
}
namespace google::protobuf {
class Descriptor;
class Message;
}  // namespace google::protobuf

namespace saccade {

// Immutable.
class NodeOptions {
 public:
  NodeOptions();
  NodeOptions(NodeOptions&&) noexcept;
  NodeOptions& operator=(NodeOptions&&) noexcept;
  ~NodeOptions();
  // Refuses bytes that are no message of their type, and a type given twice in node_options.
  static Result<NodeOptions> parse(const mediapipe::CalculatorGraphConfig_Node& node);

  // The node's message of this type, or the type's defaults when the node has none. When the node gives the type in
  // both forms only `options` counts.
  template <typename Options>
  const Options& get() const {
    const google::protobuf::Message* found = find(*Options::descriptor());
    return found == nullptr ? Options::default_instance() : static_cast<const Options&>(*found);
  }
  template <typename Options>
  bool has() const {
    return find(*Options::descriptor()) != nullptr;
  }

 private:
  const google::protobuf::Message* find(const google::protobuf::Descriptor& type) const;

  std::vector<std::unique_ptr<const google::protobuf::Message>> messages_;
};

}  // namespace saccade
