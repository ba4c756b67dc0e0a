// Checks a struct of options against what its describe() allows.
#pragma once

#include <charconv>
#include <string>

#include "saccade/describe.h"
#include "saccade/status.h"

namespace saccade {
namespace detail {

inline std::string text_of(double value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof(text), value).ptr;
  return std::string(text, end);
}

// Remembers the first field that is out of bounds.
class OptionsValidator {
 public:
  void operator()(const Field&, bool) {}
  void operator()(const Field& field, int value) { number(field, value); }
  void operator()(const Field& field, float value) { number(field, static_cast<double>(value)); }
  void operator()(const Field& field, const std::string& value) {
    if (!status_.ok() || field.choices.empty()) return;
    for (std::string_view rest = field.choices; !rest.empty();) {
      const size_t bar = rest.find('|');
      if (rest.substr(0, bar) == value) return;
      rest = bar == std::string_view::npos ? std::string_view() : rest.substr(bar + 1);
    }
    status_ = invalid_argument(std::string(field.name) + " is \"" + value + "\"; it must be one of " +
                               std::string(field.choices));
  }
  Status status() const { return status_; }

 private:
  // A comparison with a number that is none is false, so it fails here too.
  void number(const Field& field, double value) {
    if (!status_.ok() || (value >= field.min && value <= field.max)) return;
    status_ = invalid_argument(std::string(field.name) + " is " + text_of(value) + "; it must lie between " +
                               text_of(field.min) + " and " + text_of(field.max));
  }
  Status status_;
};

}  // namespace detail

// invalid_argument naming field, value and what is allowed. Devices are checked where one is chosen.
template <typename Options>
Status validate(Options options) {
  detail::OptionsValidator validator;
  describe(options, validator);
  return validator.status();
}

}  // namespace saccade
