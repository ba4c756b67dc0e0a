#include "option_keywords.h"

#include <nanobind/stl/string.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "errors.h"

namespace saccade::python {
namespace nb = nanobind;
namespace {

std::string number_text(double value) {
  char text[32];
  return std::string(text, std::to_chars(text, text + sizeof text, static_cast<float>(value)).ptr);
}

std::string range_text(const Field& field) {
  if (!std::isfinite(field.min) || !std::isfinite(field.max)) return "";
  return " from " + number_text(field.min) + " to " + number_text(field.max);
}

std::string text_of(nb::handle value) { return nb::repr(value).c_str(); }

[[noreturn]] void refuse_type(const Field& field, const std::string& wanted, nb::handle value) {
  throw nb::type_error((std::string(field.name) + " wants " + wanted + ", got " + text_of(value)).c_str());
}

// The number of an int or a float; infinity for an int beyond a double, which is out of any range.
double double_of(nb::handle value) {
  const double number = PyFloat_AsDouble(value.ptr());
  if (number == -1 && PyErr_Occurred() != nullptr) {
    if (!PyErr_ExceptionMatches(PyExc_OverflowError)) throw nb::python_error();
    PyErr_Clear();
    return HUGE_VAL;
  }
  return number;
}

void check_range(const Field& field, double number, const std::string& kind, nb::handle value) {
  if (number >= field.min && number <= field.max) return;
  raise(invalid_argument(std::string(field.name) + " wants " + kind + range_text(field) + ", not " + text_of(value)));
}

}  // namespace

nb::object KeywordReader::take(const Field& field) {
  const std::string name(field.name);
  known_.push_back(name);
  return keywords_.contains(name.c_str()) ? nb::object(keywords_[name.c_str()]) : nb::object();
}

void KeywordReader::operator()(const Field& field, bool& value) {
  const nb::object given = take(field);
  if (!given.is_valid()) return;
  if (!nb::isinstance<nb::bool_>(given)) refuse_type(field, "True or False", given);
  value = nb::cast<bool>(given);
}

void KeywordReader::operator()(const Field& field, int& value) {
  const nb::object given = take(field);
  if (!given.is_valid()) return;
  if (nb::isinstance<nb::bool_>(given) || !nb::hasattr(given, "__index__")) refuse_type(field, "an int", given);
  const double number = double_of(given);
  check_range(field, number, "an int", given);
  value = static_cast<int>(number);
}

void KeywordReader::operator()(const Field& field, float& value) {
  const nb::object given = take(field);
  if (!given.is_valid()) return;
  if (nb::isinstance<nb::bool_>(given) || !(nb::hasattr(given, "__float__") || nb::hasattr(given, "__index__"))) {
    refuse_type(field, "a number", given);
  }
  const double number = double_of(given);
  check_range(field, number, "a number", given);
  value = static_cast<float>(number);
}

void KeywordReader::operator()(const Field& field, std::string& value) {
  const nb::object given = take(field);
  if (!given.is_valid()) return;
  if (!nb::isinstance<nb::str>(given)) refuse_type(field, "a str", given);
  value = nb::cast<std::string>(given);
  const std::string choices = "|" + std::string(field.choices) + "|";
  if (!field.choices.empty() && choices.find("|" + value + "|") == std::string::npos) {
    raise(invalid_argument(std::string(field.name) + " wants " + std::string(field.choices) + ", not '" + value + "'"));
  }
}

void KeywordReader::finish(const char* class_name) const {
  for (const auto& [key, value] : keywords_) {
    const std::string name = nb::cast<std::string>(key);
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    nb::list known;
    for (const std::string& one : known_) known.append(one);
    const nb::object near = nb::module_::import_("difflib").attr("get_close_matches")(name, known);
    const bool has_near = nb::len(near) > 0;
    const std::string names = nb::cast<std::string>(nb::str(", ").attr("join")(has_near ? near : known));
    throw nb::type_error((std::string(class_name) + " has no option '" + name + "'" +
                          (has_near ? "; did you mean " + names + "?" : "; it has " + names))
                             .c_str());
  }
}

void SignatureWriter::operator()(const Field& field, float value) { add(field, "float", number_text(value)); }

void SignatureWriter::add(const Field& field, const std::string& type, const std::string& value) {
  parameters_ += ", " + std::string(field.name) + ": " + type + " = " + value;
  help_ += "    " + std::string(field.name) + ": " + std::string(field.help);
  if (!range_text(field).empty()) help_ += "," + range_text(field);
  if (!field.choices.empty()) help_ += " (" + std::string(field.choices) + ")";
  help_ += "\n";
}

}  // namespace saccade::python
