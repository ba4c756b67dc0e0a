// Rows of masks: floats in [0, 1].
#pragma once

#include <cstddef>
#include <cstdint>

namespace saccade::cpu {

// One row of a mask read through an affine map, from a mask with a margin of one pixel at the left and top and two at
// the right and bottom.
struct MaskWarpArgs {
  const float* mask = nullptr;  // the margin's first pixel
  int pitch = 0;                // floats from row to row
  // Pixel i reads (x + i * step_x, y + i * step_y), clamped to [min, max]: for a replicated border to the outermost
  // pixels, for a zero one to the margin, which is zero.
  float x = 0, y = 0, step_x = 0, step_y = 0;
  float min = 0, max_x = 0, max_y = 0;
};

// The numbers are those of every instruction set up to rounding. `out` overlaps no input.
struct MaskKernels {
  // out[i] = 1 / (1 + e^-out[i])
  void (*sigmoid)(float* out, int count);
  // out[i] = a[i] + (b[i] - a[i]) * weight
  void (*mix)(const float* a, const float* b, float weight, float* out, int count);
  // out[i] = in[low[i]] + (in[high[i]] - in[low[i]]) * weight[i]
  void (*stretch)(const float* in, const int* low, const int* high, const float* weight, float* out, int count);
  void (*warp)(const MaskWarpArgs& args, float* out, int count);
  // Engine::smooth_mask
  void (*smooth)(const float* mask, const float* previous, float ratio, float* out, int count);
  // RGB pixels
  void (*blend)(const uint8_t* picture, const uint8_t* background, const float* mask, uint8_t* out, int count);
};

namespace scalar {
extern const MaskKernels kMaskKernels;
}
namespace avx2 {
extern const MaskKernels kMaskKernels;
}
namespace avx512 {
extern const MaskKernels kMaskKernels;
}

}  // namespace saccade::cpu
