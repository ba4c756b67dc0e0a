// FieldPath: the two sides of an option_value, "field/sub_field/2", and copying what one names to where the other
// points.
#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <string_view>
#include <vector>

#include "saccade/status.h"

namespace saccade {

struct FieldPath {
  struct Step {
    std::string field;
    int index = -1;  // of a repeated field; -1: the whole field
  };
  std::string message_type;  // "mediapipe.FaceDetectionOptions" of "Ext::mediapipe.FaceDetectionOptions"; empty: any
  std::vector<Step> steps;   // none: the message itself

  // A leading OPTIONS or options is dropped.
  static Result<FieldPath> parse(std::string_view text);
};

// Scalars are replaced, repeated fields too, messages are merged. A field that is not set in `from` is cleared in `to`
// (defaults are not copied). Unknown fields and fields of different types are errors.
Status copy_field(const google::protobuf::Message& from, const FieldPath& from_path, google::protobuf::Message& to,
                  const FieldPath& to_path);

}  // namespace saccade
