// What the overlays of several solutions share. Colours are those of MediaPipe's drawing styles (drawing_styles.py),
// here in RGB order.
#pragma once

#include <span>

#include "image/draw.h"
#include "saccade/image.h"
#include "saccade/status.h"
#include "saccade/types.h"
#include "solutions/connection.h"

namespace saccade {

inline constexpr Color kWhite{224, 224, 224}, kGray{128, 128, 128}, kRed{255, 48, 48}, kGreen{48, 255, 48},
    kBlue{21, 101, 192}, kYellow{255, 204, 0}, kPurple{128, 64, 128}, kPeach{255, 229, 180};

// From normalised coordinates.
Point2 pixel_of(Point2 point, const ImageBuilder& canvas);
// Every connection must lie within `landmarks`.
void draw_connections(ImageBuilder& canvas, const NormalizedLandmarks& landmarks,
                      std::span<const Connection> connections, float thickness_px, Color color);

// Blue where the mask is 0, as MediaPipe's own programs show masks. invalid_argument for a mask of another size or
// format.
Status paint_background(ImageBuilder& canvas, const Image& mask);

}  // namespace saccade
