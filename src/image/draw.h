// Drawing on RGB pixels, in place and anti-aliased.
//
// Coordinates are image pixels: the origin is the top-left pixel's corner, its centre is at (0.5, 0.5). What lies
// outside the image is clipped. A shape with a coordinate or size that is not finite or beyond 2^24 is not drawn.
#pragma once

#include <cstdint>
#include <string_view>

#include "saccade/image.h"
#include "saccade/types.h"

namespace saccade {

struct Color {
  uint8_t red = 0, green = 0, blue = 0;
};

// `canvas` is in PixelFormat::kRgb8 for all of them.

// Round ends; a line of no length is a dot.
void draw_line(ImageBuilder& canvas, Point2 from, Point2 to, float thickness_px, Color color);
// The outline's middle lies on the radius.
void draw_circle(ImageBuilder& canvas, Point2 center, float radius_px, float thickness_px, Color color);
void fill_circle(ImageBuilder& canvas, Point2 center, float radius_px, Color color);
// Upright; any two opposite corners. The outline's middle lies on the sides.
void draw_rectangle(ImageBuilder& canvas, Point2 corner, Point2 opposite, float thickness_px, Color color);
// One line of ASCII in a stroke font; other bytes are boxes. `origin` is the left end of the baseline, `height_px` that
// of capital letters; a letter is as wide with its gap.
void draw_text(ImageBuilder& canvas, Point2 origin, float height_px, std::string_view text, Color color);

}  // namespace saccade
