#ifndef SACCADE_WARP_PUSH_H
#define SACCADE_WARP_PUSH_H
#include "push.h"
#ifdef __cplusplus
namespace saccade::vulkan {
#endif

struct WarpPush {
  uint width;  // of the tensor
  uint height;
};

// What changes from frame to frame lies in a buffer, so that the recording stays: one WarpSource, then a WarpRoi for
// each region.
struct WarpSource {
  uint pixel_bytes;
  uint stride_bytes;
  int left, top, right, bottom;  // the part of the image that was uploaded: its first and last column and row
  int last_x, last_y;            // of the image
  uint zero_border;
  uint red_shift, green_shift, blue_shift;  // of a pixel's bytes in a word
  uint luma;                                // 1: the tensor's one channel is the gray of a colour
  float scale, offset;
};

// Tensor pixel (i, j) reads origin + i * step_i + j * step_j, in 1/32 pixel. Each number is of 64 bits, 32 of them
// fraction, so that all devices compute the same positions.
struct WarpRoi {
  uint origin_x_low, origin_x_high, origin_y_low, origin_y_high;
  uint step_i_x_low, step_i_x_high, step_i_y_low, step_i_y_high;
  uint step_j_x_low, step_j_x_high, step_j_y_low, step_j_y_high;
};

#ifdef __cplusplus
}  // namespace saccade::vulkan
#endif
#endif
