// Regions of interest: rotated rectangles of an image, in image pixels, and their place in it.
#pragma once

#include <array>

#include "saccade/status.h"
#include "saccade/types.h"

namespace saccade {

// Rotation in radians, clockwise on the screen, about the centre.
struct Roi {
  float center_x = 0, center_y = 0, width = 0, height = 0, rotation = 0;
  bool operator==(const Roi&) const = default;
};

// Which share of a padded region lies outside the region it was made from; in units of the padded size.
struct LetterboxPadding {
  float left = 0, top = 0, right = 0, bottom = 0;
  bool operator==(const LetterboxPadding&) const = default;
};

struct PaddedRoi {
  Roi roi;
  LetterboxPadding padding;
};

// Not rounded to whole pixels.
Roi roi_from_image(Size image);
Roi roi_from_rect(const NormalizedRect& rect, Size image);

// invalid_argument for a region that is not finite, has no area, or lies or reaches beyond 2^24 pixels.
Status check_roi(const Roi& roi);

// Grows the region about its centre, never shrinks it, until it has the tensor's aspect ratio. Errors of check_roi, and
// invalid_argument for a tensor without area.
Result<PaddedRoi> keep_aspect(const Roi& roi, Size tensor);

// Row-major 4x4: normalised region coordinates (u, v in [0, 1], z in units of the region's width) to normalised image
// coordinates (z in units of the image's width). The MATRIX stream of MediaPipe's graphs.
std::array<float, 16> image_from_roi(const Roi& roi, Size image);

}  // namespace saccade
