// The word somebody probably meant.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace saccade::cli {

// Letters to insert, delete, replace or swap with their neighbour to turn one word into the other.
int edit_distance(std::string_view from, std::string_view to);

// The nearest candidate when it is near enough to be a slip (a third of the word's letters); else empty.
std::string nearest(std::string_view word, std::span<const std::string> candidates);

// "; did you mean face_mesh?", or empty.
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

}  // namespace saccade::cli
