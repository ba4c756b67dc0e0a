#include "catalog/option_flags.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <vector>

#include "text/numbers.h"
#include "text/suggest.h"

namespace saccade::cli {
namespace {

std::string help_text(const Field& field, const std::string& fallback) {
  std::string text(field.help);
  if (std::isfinite(field.min) && std::isfinite(field.max)) {
    text += " (" + shortest_text(static_cast<float>(field.min)) + " to " +
            shortest_text(static_cast<float>(field.max)) + ")";
  }
  if (!field.choices.empty()) text += " (" + std::string(field.choices) + ")";
  return text + (fallback.empty() ? "" : " [" + fallback + "]");
}

std::vector<std::string> split_choices(std::string_view choices) {
  std::vector<std::string> names;
  for (size_t bar; !choices.empty(); choices.remove_prefix(std::min(choices.size(), bar + 1))) {
    bar = std::min(choices.find('|'), choices.size());
    names.emplace_back(choices.substr(0, bar));
  }
  return names;
}

template <typename T>
T value_or_throw(const std::string& flag, Result<T> value) {
  if (!value) throw CLI::ValidationError(flag, value.error().message());
  return *value;
}

}  // namespace

std::string flag_name(std::string_view option) {
  std::string flag = "--" + std::string(option);
  std::replace(flag.begin(), flag.end(), '_', '-');
  return flag;
}

void FlagVisitor::operator()(const Field& field, bool& value) {
  // What is on by itself can only be turned off.
  std::string flags = flag_name(field.name);
  if (value) flags += ",!--no-" + flags.substr(2);
  app_.add_flag(flags, value, help_text(field, value ? "on" : ""));
}

void FlagVisitor::operator()(const Field& field, int& value) {
  const std::string flag = flag_name(field.name);
  const double lowest = std::max<double>(field.min, std::numeric_limits<int>::min());
  const double highest = std::min<double>(field.max, std::numeric_limits<int>::max());
  app_.add_option_function<std::string>(
          flag,
          [&value, flag, lowest, highest](const std::string& text) {
            value = static_cast<int>(value_or_throw(
                flag, parse_integer_between(text, static_cast<int64_t>(lowest), static_cast<int64_t>(highest))));
          },
          help_text(field, std::to_string(value)))
      ->type_name("N");
}

void FlagVisitor::operator()(const Field& field, float& value) {
  const std::string flag = flag_name(field.name);
  app_.add_option_function<std::string>(
          flag,
          [&value, flag, min = field.min, max = field.max](const std::string& text) {
            value = static_cast<float>(value_or_throw(flag, parse_number_between(text, min, max)));
          },
          help_text(field, shortest_text(value)))
      ->type_name("X");
}

void FlagVisitor::operator()(const Field& field, std::string& value) {
  const std::string flag = flag_name(field.name);
  const std::vector<std::string> names = split_choices(field.choices);
  app_.add_option_function<std::string>(
          flag,
          [&value, flag, names, choices = std::string(field.choices)](const std::string& text) {
            if (!names.empty() && std::find(names.begin(), names.end(), text) == names.end()) {
              throw CLI::ValidationError(flag, "wants " + choices + ", not '" + text + "'" + did_you_mean(text, names));
            }
            value = text;
          },
          help_text(field, value))
      ->type_name("TEXT");
}

// 0.3f as 0.3: a float's shortest text, not the nearest double's.
void JsonVisitor::operator()(const Field& field, const float& value) {
  json_[std::string(field.name)] = *parse_number(shortest_text(value));
}

}  // namespace saccade::cli
