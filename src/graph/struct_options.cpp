#include "graph/struct_options.h"

#include <google/protobuf/struct.pb.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "base/near_names.h"

namespace saccade {

using google::protobuf::Value;

namespace {

// By reflection: the generated accessors of map fields are inline code whose layout differs from the library's under
// the thread sanitizer.
std::map<std::string, const Value*, std::less<>> read_fields(const google::protobuf::Struct& options) {
  const auto* fields = google::protobuf::Struct::descriptor()->FindFieldByName("fields");
  const auto& reflection = *options.GetReflection();
  std::map<std::string, const Value*, std::less<>> values;
  for (int i = 0; i < reflection.FieldSize(options, fields); ++i) {
    const google::protobuf::Message& entry = reflection.GetRepeatedMessage(options, fields, i);
    const auto& entry_reflection = *entry.GetReflection();
    const std::string key = entry_reflection.GetString(entry, entry.GetDescriptor()->map_key());
    values[key] = static_cast<const Value*>(&entry_reflection.GetMessage(entry, entry.GetDescriptor()->map_value()));
  }
  return values;
}

}  // namespace

struct StructOptionsReader::Impl {
  std::map<std::string, const Value*, std::less<>> fields;
  std::vector<std::string> known;
  Status error;

  void fail(const Field& field, const std::string& message) {
    if (error.ok()) error = invalid_argument("option \"" + std::string(field.name) + "\" " + message);
  }
  // Null when the field is not given.
  const Value* find(const Field& field) {
    known.emplace_back(field.name);
    const auto it = fields.find(field.name);
    return it == fields.end() ? nullptr : it->second;
  }
  bool read_number(const Field& field, double low, double high, double& value) {
    const Value* given = find(field);
    if (given == nullptr) return false;
    if (given->kind_case() != Value::kNumberValue) return fail(field, "must be a number"), false;
    const double number = given->number_value();
    low = std::max(low, field.min);
    high = std::min(high, field.max);
    if (!(number >= low && number <= high)) {  // also not a number
      fail(field,
           "is " + std::to_string(number) + "; it must be from " + std::to_string(low) + " to " + std::to_string(high));
      return false;
    }
    value = number;
    return true;
  }
};

StructOptionsReader::StructOptionsReader(const NodeOptions& options)
    : impl_(std::make_unique<Impl>(Impl{read_fields(options.get<google::protobuf::Struct>()), {}, {}})) {}
StructOptionsReader::~StructOptionsReader() = default;

void StructOptionsReader::operator()(const Field& field, bool& value) {
  const Value* given = impl_->find(field);
  if (given == nullptr) return;
  if (given->kind_case() != Value::kBoolValue) return impl_->fail(field, "must be true or false");
  value = given->bool_value();
}

void StructOptionsReader::operator()(const Field& field, int& value) {
  double number = 0;
  if (!impl_->read_number(field, std::numeric_limits<int>::min(), std::numeric_limits<int>::max(), number)) return;
  if (number != std::floor(number)) return impl_->fail(field, "must be a whole number");
  value = static_cast<int>(number);
}

void StructOptionsReader::operator()(const Field& field, float& value) {
  double number = 0;
  const double limit = std::numeric_limits<float>::max();
  if (impl_->read_number(field, -limit, limit, number)) value = static_cast<float>(number);
}

void StructOptionsReader::operator()(const Field& field, double& value) {
  double number = 0;
  const double limit = std::numeric_limits<double>::max();
  if (impl_->read_number(field, -limit, limit, number)) value = number;
}

void StructOptionsReader::operator()(const Field& field, std::string& value) {
  const Value* given = impl_->find(field);
  if (given == nullptr) return;
  if (given->kind_case() != Value::kStringValue) return impl_->fail(field, "must be text");
  const std::string choices = "|" + std::string(field.choices) + "|";
  if (!field.choices.empty() && choices.find("|" + given->string_value() + "|") == std::string::npos) {
    return impl_->fail(field, "is \"" + given->string_value() + "\"; it must be one of " + std::string(field.choices));
  }
  value = given->string_value();
}

Status StructOptionsReader::status() const {
  if (!impl_->error.ok()) return impl_->error;
  for (const auto& [name, value] : impl_->fields) {
    if (std::find(impl_->known.begin(), impl_->known.end(), name) != impl_->known.end()) continue;
    return invalid_argument("there is no option \"" + name + "\"" + suggest_near_names(name, impl_->known));
  }
  return ok_status();
}

}  // namespace saccade
