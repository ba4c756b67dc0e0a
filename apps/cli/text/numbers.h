// Numbers and times as people type them. Errors are invalid_argument and name what was wanted.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "saccade/status.h"

namespace saccade::cli {

// The whole text as a number; NaN is a number here, and outside every range.
Result<double> parse_number(std::string_view text);
Result<int64_t> parse_integer(std::string_view text);
// In [min, max]; the error says "wants a number from 0 to 1, not nan".
Result<double> parse_number_between(std::string_view text, double min, double max);
Result<int64_t> parse_integer_between(std::string_view text, int64_t min, int64_t max);
// "90", "12.5", "1:30", "1:02:03.25": seconds, minutes:seconds, hours:minutes:seconds; >= 0. Microseconds.
Result<int64_t> parse_time_us(std::string_view text);

// The shortest decimal text that reads back as the same float: "0.3", not "0.30000001192092896".
std::string shortest_text(float value);
// "0:07", "12:30", "1:02:03".
std::string clock_text(double seconds);

}  // namespace saccade::cli
