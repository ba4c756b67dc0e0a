// What every engine's warp_to_tensor does before it touches a pixel: the checks, and where tensor pixels lie.
#pragma once

#include <span>

#include "engine/engine.h"

namespace saccade {

// invalid_argument for a region that check_roi refuses, an empty or float image, a tensor side below 1 or channels
// other than 1, 3 and 4, or a value range that is not finite.
Status check_warp(const Image& image, std::span<const Roi> rois, const WarpSpec& spec);

// Tensor pixel (i, j) reads the position origin + i * step_i + j * step_j, in image pixels whose centres are whole.
struct WarpMap {
  double origin_x = 0, origin_y = 0;
  double step_i_x = 0, step_i_y = 0, step_j_x = 0, step_j_y = 0;
};
WarpMap warp_map(const Roi& roi, const WarpSpec& spec);

}  // namespace saccade
