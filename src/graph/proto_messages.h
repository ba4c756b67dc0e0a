// Reading messages of types known only at run time out of MediaPipe's two option carriers.
#pragma once

#include <google/protobuf/any.pb.h>
#include <google/protobuf/message.h>

#include <memory>
#include <vector>

#include "saccade/status.h"

namespace saccade {

// The messages that stand as extensions in `carrier` (CalculatorOptions, MediaPipeOptions), in field order. Borrowed.
std::vector<const google::protobuf::Message*> extension_messages(const google::protobuf::Message& carrier);

// The message inside, or null when this build has no such type. Bytes that do not parse are an error.
Result<std::unique_ptr<google::protobuf::Message>> unpack_any(const google::protobuf::Any& any);

std::unique_ptr<google::protobuf::Message> copy_message(const google::protobuf::Message& message);

}  // namespace saccade
