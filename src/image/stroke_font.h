// A font of straight strokes, for labels on pictures.
#pragma once

#include <string_view>

namespace saccade {

// The strokes of a printable ASCII character (a box for any other byte), separated by spaces. A stroke is a polyline of
// points of two digits, x then y, on a grid of 4 x 8: capitals reach from y = 0 to the baseline at 6, small letters
// start at 2, descenders end at 8.
std::string_view glyph_strokes(char character);

inline constexpr int kGlyphHeight = 6;   // of capitals, in grid units
inline constexpr int kGlyphAdvance = 6;  // from one character to the next

}  // namespace saccade
