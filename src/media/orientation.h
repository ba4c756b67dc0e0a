// Orientation: the eight ways in which a stored picture is turned before it is shown (EXIF numbers).
#pragma once

#include <cstdint>

#include "media/frame_pool.h"
#include "saccade/image.h"

namespace saccade {

// Named by what is done to the stored picture to show it; rotations are clockwise.
enum class Orientation : uint8_t {
  kUpright = 1,
  kMirrored = 2,  // left and right swapped
  kRotated180 = 3,
  kFlipped = 4,     // top and bottom swapped
  kTransposed = 5,  // x and y swapped
  kRotated90 = 6,
  kTransversed = 7,  // x and y swapped, then rotated by 180
  kRotated270 = 8,
};

// Whether width and height change places.
bool swaps_sides(Orientation orientation);
// From the nine numbers of FFmpeg's display matrix; angles between are taken to the nearest quarter turn.
Orientation orientation_of_display_matrix(const int32_t* matrix);
// The picture as shown, in memory of the pool. The image itself when it is upright.
Result<Image> apply_orientation(const Image& image, Orientation orientation, FramePool& pool);

}  // namespace saccade
