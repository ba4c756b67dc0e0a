// Keyword arguments from describe(): each field is one keyword, checked for type and range.
#pragma once

#include <nanobind/nanobind.h>

#include <string>
#include <vector>

#include "saccade/describe.h"

namespace saccade::python {

// Visitor that fills options. A wrong type is a TypeError, a value out of range a ValueError.
class KeywordReader {
 public:
  explicit KeywordReader(const nanobind::kwargs& keywords) : keywords_(keywords) {}
  void operator()(const Field& field, bool& value);
  void operator()(const Field& field, int& value);
  void operator()(const Field& field, float& value);
  void operator()(const Field& field, std::string& value);
  // After the visit: TypeError for a keyword that is no field, with the names that are near.
  void finish(const char* class_name) const;

 private:
  nanobind::object take(const Field& field);

  const nanobind::kwargs& keywords_;
  std::vector<std::string> known_;
};

// Visitor that writes "max_faces: int = 1, refine: bool = False", and a line of help per field.
class SignatureWriter {
 public:
  void operator()(const Field& field, bool value) { add(field, "bool", value ? "True" : "False"); }
  void operator()(const Field& field, int value) { add(field, "int", std::to_string(value)); }
  void operator()(const Field& field, float value);
  void operator()(const Field& field, const std::string& value) { add(field, "str", "'" + value + "'"); }

  const std::string& parameters() const { return parameters_; }
  const std::string& help() const { return help_; }

 private:
  void add(const Field& field, const std::string& type, const std::string& value);
  std::string parameters_, help_;
};

}  // namespace saccade::python
