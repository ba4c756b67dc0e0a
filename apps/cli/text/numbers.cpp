#include "text/numbers.h"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <limits>

namespace saccade::cli {
namespace {

template <typename Number>
bool read_whole(std::string_view text, Number& value) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

std::string range_text(std::string_view kind, double min, double max) {
  std::string text = "wants " + std::string(kind);
  if (std::isfinite(min) && std::isfinite(max)) {
    return text + " from " + shortest_text(static_cast<float>(min)) + " to " + shortest_text(static_cast<float>(max));
  }
  return std::isfinite(min) ? text + " of at least " + shortest_text(static_cast<float>(min)) : text;
}

}  // namespace

Result<double> parse_number(std::string_view text) {
  double value = 0;
  if (!read_whole(text, value)) return invalid_argument("wants a number, not '" + std::string(text) + "'");
  return value;
}

Result<int64_t> parse_integer(std::string_view text) {
  int64_t value = 0;
  if (!read_whole(text, value)) return invalid_argument("wants a whole number, not '" + std::string(text) + "'");
  return value;
}

Result<double> parse_number_between(std::string_view text, double min, double max) {
  const Result<double> value = parse_number(text);
  if (value && *value >= min && *value <= max) return *value;
  return invalid_argument(range_text("a number", min, max) + ", not '" + std::string(text) + "'");
}

Result<int64_t> parse_integer_between(std::string_view text, int64_t min, int64_t max) {
  const Result<int64_t> value = parse_integer(text);
  if (value && *value >= min && *value <= max) return *value;
  const double open = std::numeric_limits<double>::infinity();
  return invalid_argument(range_text("a whole number", static_cast<double>(min),
                                     max == std::numeric_limits<int64_t>::max() ? open : static_cast<double>(max)) +
                          ", not '" + std::string(text) + "'");
}

Result<int64_t> parse_time_us(std::string_view text) {
  const Status bad = invalid_argument("wants seconds or hours:minutes:seconds such as 12.5 or 1:02:03, not '" +
                                      std::string(text) + "'");
  // Leading fields are whole minutes and hours; only the last one may have decimals.
  double seconds = 0;
  int fields = 0;
  std::string_view rest = text;
  for (size_t colon = rest.find(':'); colon != std::string_view::npos; colon = rest.find(':')) {
    const Result<int64_t> field = parse_integer_between(rest.substr(0, colon), 0, 1'000'000);
    if (!field || ++fields > 2) return bad;
    seconds = (seconds + static_cast<double>(*field)) * 60;
    rest.remove_prefix(colon + 1);
  }
  const Result<double> last = parse_number_between(rest, 0, 1e9);
  if (!last) return bad;
  return std::llround((seconds + *last) * 1e6);
}

std::string shortest_text(float value) {
  char text[64];
  return std::string(text, std::to_chars(text, text + sizeof text, value).ptr);
}

std::string clock_text(double seconds) {
  const auto total = static_cast<long long>(std::llround(seconds));
  char text[64];
  if (total >= 3600) {
    std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", total / 3600, total / 60 % 60, total % 60);
  } else {
    std::snprintf(text, sizeof text, "%lld:%02lld", total / 60, total % 60);
  }
  return text;
}

}  // namespace saccade::cli
