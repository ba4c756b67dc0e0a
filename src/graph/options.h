// NodeOptions: a node's calculator options as MediaPipe carries them, `options` (proto2 extension) before
// `node_options` (Any). Parsed once per message type.
#pragma once

#include <memory>
#include <mutex>
#include <typeindex>
#include <unordered_map>

namespace mediapipe {
class CalculatorGraphConfig_Node;
}
namespace google::protobuf {
class Message;
}

namespace saccade {

class NodeOptions {
 public:
  explicit NodeOptions(const mediapipe::CalculatorGraphConfig_Node& node);
  ~NodeOptions();

  // The node's message of this type, or the type's defaults when the node has none.
  template <typename Options>
  const Options& get() const { return static_cast<const Options&>(find(typeid(Options), Options::default_instance())); }
  template <typename Options>
  bool has() const { return is_set(Options::default_instance()); }

 private:
  const google::protobuf::Message& find(std::type_index type, const google::protobuf::Message& prototype) const;
  bool is_set(const google::protobuf::Message& prototype) const;

  std::unique_ptr<const mediapipe::CalculatorGraphConfig_Node> node_;
  mutable std::mutex mutex_;
  mutable std::unordered_map<std::type_index, std::unique_ptr<const google::protobuf::Message>> parsed_;
};

}  // namespace saccade
