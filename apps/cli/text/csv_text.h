#pragma once

#include <string>
#include <string_view>

namespace saccade::cli {

// One cell as RFC 4180 has it: quoted when it holds a comma, a quote or a line end.
inline std::string csv_cell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string cell = "\"";
  for (const char character : text) cell += character == '"' ? std::string("\"\"") : std::string(1, character);
  return cell + "\"";
}

}  // namespace saccade::cli
