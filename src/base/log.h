// The library's one voice. Silent unless something is wrong or SACCADE_LOG=debug|info|warn|error asks for more.
#pragma once

#include <string_view>

namespace saccade {

void log_debug(std::string_view message);
void log_info(std::string_view message);
void log_warning(std::string_view message);
void log_error(std::string_view message);

}  // namespace saccade
