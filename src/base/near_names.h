// What a misspelt name may have meant.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace saccade {

// "; did you mean A, B or C?" with the known names nearest to `name` (at most three), or nothing when none is near.
std::string suggest_near_names(std::string_view name, std::span<const std::string> known);

}  // namespace saccade
