#ifndef SACCADE_WARP_MASK_PUSH_H
#define SACCADE_WARP_MASK_PUSH_H
#include "push.h"
#ifdef __cplusplus
namespace saccade::vulkan {
#endif

// Pixel (x, y) of the result reads origin + x * step_x + y * step_y. Each number is of 64 bits, 32 of them fraction, so
// that all devices compute the same positions: the low halves, then the high ones.
struct WarpMaskPush {
  uint origin_low[2], origin_high[2];  // x and y of the position
  uint step_x_low[2], step_x_high[2];
  uint step_y_low[2], step_y_high[2];
  int width, height;  // of the mask
  uint pitch;         // its floats from row to row
  uint zero_border;
  uint result_width;
};

#ifdef __cplusplus
}  // namespace saccade::vulkan
#endif
#endif
