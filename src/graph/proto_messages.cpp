#include "graph/proto_messages.h"

#include <google/protobuf/stubs/logging.h>

#include <string>

namespace saccade {

using google::protobuf::Message;

std::vector<const Message*> extension_messages(const Message& carrier) {
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  const google::protobuf::Reflection& reflection = *carrier.GetReflection();
  reflection.ListFields(carrier, &fields);
  std::vector<const Message*> messages;
  for (const auto* field : fields) {
    const bool is_message = field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE;
    if (field->is_extension() && is_message && !field->is_repeated()) {
      messages.push_back(&reflection.GetMessage(carrier, field));
    }
  }
  return messages;
}

Result<std::unique_ptr<Message>> unpack_any(const google::protobuf::Any& any) {
  const std::string& url = any.type_url();
  const std::string type_name = url.substr(url.rfind('/') + 1);
  const auto* descriptor = google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(type_name);
  if (descriptor == nullptr) return std::unique_ptr<Message>();
  const Message* prototype = google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor);
  std::unique_ptr<Message> message(prototype->New());
  const google::protobuf::LogSilencer quiet;
  if (!message->ParsePartialFromString(any.value())) {
    return invalid_argument("the bytes of " + type_name + " are damaged");
  }
  if (!message->IsInitialized()) {
    return invalid_argument(type_name + " lacks required fields: " + message->InitializationErrorString());
  }
  return message;
}

std::unique_ptr<Message> copy_message(const Message& message) {
  std::unique_ptr<Message> copy(message.New());
  copy->CopyFrom(message);
  return copy;
}

}  // namespace saccade
