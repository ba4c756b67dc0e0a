// JSON text, appended to one buffer. Made for lines of thousands of numbers: see number().
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace saccade::cli {

class JsonText {
 public:
  // Punctuation and keys as they stand: raw("\"faces\":[").
  void raw(std::string_view text) { text_ += text; }
  void raw(char character) { text_ += character; }
  // Quoted and escaped; bytes that are not UTF-8 become U+FFFD.
  void string(std::string_view text);
  void integer(int64_t value);
  // Six decimals, rounded to nearest, ties to even; null for NaN and infinity.
  void number(float value);
  // [a,b,...]
  template <typename... Floats>
  void numbers(Floats... values) {
    char separator = '[';
    ((raw(separator), number(values), separator = ','), ...);
    raw(']');
  }

  const std::string& text() const { return text_; }
  void clear() { text_.clear(); }

 private:
  std::string text_;
};

// Six decimals into a text, as JsonText::number (NaN and infinity give nothing).
void append_number(std::string& text, float value);

}  // namespace saccade::cli
