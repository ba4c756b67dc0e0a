// Environment variables, read in one place.
#pragma once

#include <optional>
#include <string>

namespace saccade {

// Empty when unset or set to nothing.
std::optional<std::string> environment(const char* name);

}  // namespace saccade
