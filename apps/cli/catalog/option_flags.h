// Visitors over describe(): one makes command line flags, the other JSON. docs: include/saccade/describe.h.
#pragma once

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include "saccade/describe.h"

namespace saccade::cli {

// "max_faces" -> "--max-faces".
std::string flag_name(std::string_view option);

// Adds one flag per field. A value outside the field's range or choices is a CLI::ValidationError that says what is
// wanted.
class FlagVisitor {
 public:
  explicit FlagVisitor(CLI::App& app) : app_(app) {}
  void operator()(const Field& field, bool& value);
  void operator()(const Field& field, int& value);
  void operator()(const Field& field, float& value);
  void operator()(const Field& field, std::string& value);

 private:
  CLI::App& app_;
};

class JsonVisitor {
 public:
  void operator()(const Field& field, const auto& value) { json_[std::string(field.name)] = value; }
  void operator()(const Field& field, const float& value);
  nlohmann::ordered_json take() { return std::move(json_); }

 private:
  nlohmann::ordered_json json_ = nlohmann::ordered_json::object();
};

}  // namespace saccade::cli
