// Sampling a rotated rectangle of an 8-bit image into a float tensor, with MediaPipe's numbers: positions are rounded
// to 1/32 pixel, weights are 1/32 in each axis, the sum is rounded to 8 bits and then mapped to floats. This is what
// OpenCV's fixed-point bilinear warp does; MediaPipe's own golden crops come out bit for bit
// (tests/engine/warp_test.cpp).
#pragma once

#include <cstddef>
#include <cstdint>

namespace saccade::cpu {

inline constexpr int kWarpFraction = 32;  // positions per pixel

struct WarpArgs {
  // Pixel (x, y) starts at base + offset, offset = first_row + y * stride + x * pixel_bytes modulo 2^32, which stays
  // below `bytes`. At least 2 x 2 pixels.
  const uint8_t* base = nullptr;
  uint32_t first_row = 0, stride = 0, bytes = 0;
  ptrdiff_t row_step = 0;  // bytes from a pixel to the one below
  int width = 0, height = 0, pixel_bytes = 0;

  // Tensor pixel (i, j) reads position origin + i * step_i + j * step_j, in 1/32 pixel. Positions are clamped to
  // [min, max]: for a replicated border to the outermost pixels, for a zero one to where every weight is zero.
  double origin_x = 0, origin_y = 0;
  double step_i_x = 0, step_i_y = 0, step_j_x = 0, step_j_y = 0;
  float min_x = 0, min_y = 0, max_x = 0, max_y = 0;
  bool zero_border = false;

  // Tensor channel c is source byte channel[c] of a pixel (-1: no source, reads 0), times scale[c] plus offset[c].
  int channels = 0;
  int channel[4] = {-1, -1, -1, -1};
  float scale[4] = {}, offset[4] = {};
  int tensor_width = 0, row_begin = 0, row_end = 0;
  float* out = nullptr;  // [row][tensor_width][channels], row 0 first
};

namespace scalar {
void warp_bilinear(const WarpArgs& args);
}
namespace avx2 {
void warp_bilinear(const WarpArgs& args);
}
namespace avx512 {
void warp_bilinear(const WarpArgs& args);
}

// Weights of 4x4 pixels (a = -0.75, as OpenCV); not on a hot path of any solution, so plain C++.
void warp_bicubic(const WarpArgs& args);

}  // namespace saccade::cpu
