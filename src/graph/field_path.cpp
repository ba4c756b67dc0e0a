#include "graph/field_path.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/unknown_field_set.h>
#include <google/protobuf/wire_format.h>

#include <charconv>
#include <memory>
#include <optional>

#include "graph/proto_messages.h"

namespace saccade {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::UnknownField;
using google::protobuf::UnknownFieldSet;
using google::protobuf::internal::WireFormat;
using google::protobuf::internal::WireFormatLite;

std::optional<int> parse_number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

Result<const FieldDescriptor*> find_field(const Message& message, const FieldPath::Step& step) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(step.field);
  if (field == nullptr) return not_found(message.GetTypeName() + " has no field \"" + step.field + "\"");
  if (step.index >= 0 && !field->is_repeated()) {
    return invalid_argument("field \"" + step.field + "\" of " + message.GetTypeName() + " is not repeated");
  }
  return field;
}

Status not_a_message(const Message& message, const FieldPath::Step& step) {
  return invalid_argument("field \"" + step.field + "\" of " + message.GetTypeName() + " is no message");
}

// A field of a message, or (field null) the message itself. `owner` null: not set.
template <typename MessagePointer>
struct Place {
  MessagePointer owner = nullptr;
  const FieldDescriptor* field = nullptr;
  int index = -1;

  bool is_message() const { return field == nullptr || field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE; }
  bool is_whole_repeated() const { return field != nullptr && field->is_repeated() && index < 0; }
};

bool has_element(const Message& owner, const FieldDescriptor* field, int index) {
  const auto& reflection = *owner.GetReflection();
  return field->is_repeated() ? index < reflection.FieldSize(owner, field) : reflection.HasField(owner, field);
}

// The message at a step inside a path; a repeated field without an index means its first element.
const Message& read_message(const Message& owner, const FieldDescriptor* field, int index) {
  const auto& reflection = *owner.GetReflection();
  return field->is_repeated() ? reflection.GetRepeatedMessage(owner, field, std::max(index, 0))
                              : reflection.GetMessage(owner, field);
}

Message* write_message(Message& owner, const FieldDescriptor* field, int index) {
  const auto& reflection = *owner.GetReflection();
  if (!field->is_repeated()) return reflection.MutableMessage(&owner, field);
  const int at = std::max(index, 0);
  const int size = reflection.FieldSize(owner, field);
  if (at > size) return nullptr;
  return at == size ? reflection.AddMessage(&owner, field) : reflection.MutableRepeatedMessage(&owner, field, at);
}

Result<Place<const Message*>> find_source(const Message& root, const FieldPath& path) {
  Place<const Message*> place{.owner = &root};
  for (size_t i = 0; i < path.steps.size(); ++i) {
    const FieldPath::Step& step = path.steps[i];
    const FieldDescriptor* field = SACCADE_TRY(find_field(*place.owner, step));
    const bool last = i + 1 == path.steps.size();
    if (!last && field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return not_a_message(*place.owner, step);
    const bool set = has_element(*place.owner, field, std::max(step.index, 0));
    if (last || !set) {
      // What is not set ends the walk, but the rest of the path must exist in the schema.
      for (const google::protobuf::Descriptor* type = field->message_type(); ++i < path.steps.size();) {
        field = type == nullptr ? nullptr : type->FindFieldByName(path.steps[i].field);
        if (field == nullptr) return not_found("there is no field \"" + path.steps[i].field + "\"");
        type = field->message_type();
      }
      return Place<const Message*>{set ? place.owner : nullptr, field, step.index};
    }
    place.owner = &read_message(*place.owner, field, step.index);
  }
  return place;
}

Result<Place<Message*>> find_target(Message& root, const FieldPath& path) {
  Place<Message*> place{.owner = &root};
  for (size_t i = 0; i < path.steps.size(); ++i) {
    const FieldPath::Step& step = path.steps[i];
    const FieldDescriptor* field = SACCADE_TRY(find_field(*place.owner, step));
    if (i + 1 == path.steps.size()) return Place<Message*>{place.owner, field, step.index};
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return not_a_message(*place.owner, step);
    place.owner = write_message(*place.owner, field, step.index);
    if (place.owner == nullptr)
      return out_of_range("field \"" + step.field + "\" has no element " + std::to_string(step.index));
  }
  return place;
}

const google::protobuf::Descriptor* message_type(const Message* owner, const FieldDescriptor* field) {
  return field == nullptr ? owner->GetDescriptor() : field->message_type();
}

// Whether the encoded bytes of one mean the same in the other.
bool same_encoding(const FieldDescriptor* a, const FieldDescriptor* b) {
  auto is_varint = [](const FieldDescriptor* field) {
    switch (field->type()) {
      case FieldDescriptor::TYPE_INT32:
      case FieldDescriptor::TYPE_INT64:
      case FieldDescriptor::TYPE_UINT32:
      case FieldDescriptor::TYPE_UINT64:
      case FieldDescriptor::TYPE_BOOL:
      case FieldDescriptor::TYPE_ENUM:
        return true;
      default:
        return false;
    }
  };
  if (a->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) return a->message_type() == b->message_type();
  return a->type() == b->type() || (is_varint(a) && is_varint(b)) ||
         (a->cpp_type() == FieldDescriptor::CPPTYPE_STRING && b->cpp_type() == FieldDescriptor::CPPTYPE_STRING);
}

std::string values_to_string(const UnknownFieldSet& values) {
  std::string text;
  values.SerializeToString(&text);
  return text;
}

// The bytes of `owner`'s field as they would be for the field `target`.
std::string encode_under(const Message& owner, const FieldDescriptor& field, const FieldDescriptor& target) {
  UnknownFieldSet all;
  UnknownFieldSet values;
  all.ParseFromString(owner.SerializePartialAsString());
  std::string encoded;
  for (int i = 0; i < all.field_count(); ++i) {
    const UnknownField& value = all.field(i);
    if (value.number() != field.number()) continue;
    if (value.type() == UnknownField::TYPE_VARINT) {
      values.AddVarint(target.number(), value.varint());
    } else if (value.type() == UnknownField::TYPE_FIXED32) {
      values.AddFixed32(target.number(), value.fixed32());
    } else if (value.type() == UnknownField::TYPE_FIXED64) {
      values.AddFixed64(target.number(), value.fixed64());
    } else if (value.type() == UnknownField::TYPE_LENGTH_DELIMITED && field.is_packed() && !target.is_repeated()) {
      // One packed element: its bytes are those of a single value, only the tag differs.
      const auto wire_type = WireFormat::WireTypeForFieldType(target.type());
      google::protobuf::io::StringOutputStream stream(&encoded);
      google::protobuf::io::CodedOutputStream output(&stream);
      output.WriteTag(WireFormatLite::MakeTag(target.number(), wire_type));
      output.WriteString(value.length_delimited());
    } else if (value.type() == UnknownField::TYPE_LENGTH_DELIMITED) {
      values.AddLengthDelimited(target.number(), value.length_delimited());
    }
  }
  return encoded + values_to_string(values);
}

// Copies values through their encoding, under the number of the target's field, so that enumerators pass as numbers.
Status copy_encoded(const Place<const Message*>& from, const Place<Message*>& to) {
  if (from.is_whole_repeated() && !to.field->is_repeated()) {
    return invalid_argument("field \"" + from.field->full_name() + "\" is repeated; give an index");
  }
  std::unique_ptr<Message> owner = copy_message(*from.owner);
  const auto& reflection = *owner->GetReflection();
  if (from.field->is_repeated() && from.index >= 0) {  // leave only that element
    if (from.index > 0) reflection.SwapElements(owner.get(), from.field, 0, from.index);
    while (reflection.FieldSize(*owner, from.field) > 1) reflection.RemoveLast(owner.get(), from.field);
  }
  const std::string encoded = encode_under(*owner, *from.field, *to.field);
  if (to.field->is_repeated()) to.owner->GetReflection()->ClearField(to.owner, to.field);
  // Parsing adds to what is there: the last scalar wins, messages merge.
  std::unique_ptr<Message> update(to.owner->New());
  if (!update->ParsePartialFromString(encoded)) return internal_error("the value cannot be read back");
  to.owner->MergeFrom(*update);
  return ok_status();
}

}  // namespace

Result<FieldPath> FieldPath::parse(std::string_view text) {
  constexpr std::string_view kExtension = "Ext::";
  FieldPath path;
  for (bool first = true; !text.empty(); first = false) {
    const size_t slash = text.find('/');
    const std::string_view segment = text.substr(0, slash);
    text = slash == std::string_view::npos ? std::string_view() : text.substr(slash + 1);
    if (segment.empty() || (first && (segment == "OPTIONS" || segment == "options"))) continue;
    if (segment.starts_with(kExtension)) {
      path.message_type = segment.substr(kExtension.size());
    } else if (const std::optional<int> index = parse_number(segment)) {
      if (path.steps.empty()) return invalid_argument("the path starts with index " + std::string(segment));
      path.steps.back().index = *index;
    } else {
      path.steps.push_back({std::string(segment), -1});
    }
  }
  return path;
}

Status copy_field(const Message& from, const FieldPath& from_path, Message& to, const FieldPath& to_path) {
  const Place<const Message*> source = SACCADE_TRY(find_source(from, from_path));
  const Place<Message*> target = SACCADE_TRY(find_target(to, to_path));
  if (source.owner == nullptr) {
    if (target.field != nullptr) target.owner->GetReflection()->ClearField(target.owner, target.field);
    return ok_status();
  }
  if (source.field != nullptr && target.field != nullptr) {
    if (!same_encoding(source.field, target.field)) {
      return invalid_argument("field \"" + source.field->full_name() + "\" does not fit \"" +
                              target.field->full_name() + "\"");
    }
    return copy_encoded(source, target);
  }
  // At least one side is a whole message.
  if (!source.is_message() || !target.is_message() || source.is_whole_repeated() || target.is_whole_repeated() ||
      message_type(source.owner, source.field) != message_type(target.owner, target.field)) {
    return invalid_argument("the two sides of the option_value are of different types");
  }
  const Message& value =
      source.field == nullptr ? *source.owner : read_message(*source.owner, source.field, source.index);
  Message* place = target.field == nullptr ? target.owner : write_message(*target.owner, target.field, target.index);
  if (place == nullptr) return out_of_range("the node's field has no such element");
  place->MergeFrom(value);
  return ok_status();
}

}  // namespace saccade
