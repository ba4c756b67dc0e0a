#include "engine/cpu/kernels/mask.h"

#include "engine/cpu/simd.h"

namespace saccade::cpu::SACCADE_ISA {
namespace {

void sigmoid(float* out, int count) {
  int i = 0;
  for (; i + kLanes <= count; i += kLanes) store(out + i, logistic(load(out + i)));
  if (i < count) store_some(out + i, logistic(load_some(out + i, count - i)), count - i);
}

void mix(const float* a, const float* b, float weight, float* __restrict out, int count) {
  for (int i = 0; i < count; ++i) out[i] = a[i] + (b[i] - a[i]) * weight;
}

void stretch(const float* in, const int* low, const int* high, const float* weight, float* __restrict out, int count) {
  for (int i = 0; i < count; ++i) out[i] = in[low[i]] + (in[high[i]] - in[low[i]]) * weight[i];
}

// A number that is none becomes `low`.
float clamp(float value, float low, float high) {
  value = value > low ? value : low;
  return value < high ? value : high;
}

void warp(const MaskWarpArgs& args, float* __restrict out, int count) {
  const MaskWarpArgs a = args;
  for (int i = 0; i < count; ++i) {
    const float step = static_cast<float>(i);
    // With the margin no position is negative, so that the cast rounds down.
    const float x = clamp(a.x + step * a.step_x, a.min, a.max_x) + 1;
    const float y = clamp(a.y + step * a.step_y, a.min, a.max_y) + 1;
    const int column = static_cast<int>(x), row = static_cast<int>(y);
    const float right = x - static_cast<float>(column), down = y - static_cast<float>(row);
    const int at = row * a.pitch + column;
    const float upper = a.mask[at] + (a.mask[at + 1] - a.mask[at]) * right;
    const float lower = a.mask[at + a.pitch] + (a.mask[at + a.pitch + 1] - a.mask[at + a.pitch]) * right;
    out[i] = upper + (lower - upper) * down;
  }
}

// 1 - the binary entropy of p, as a polynomial of (p - 1/2)^2: the constants are those of MediaPipe.
void smooth(const float* mask, const float* previous, float ratio, float* __restrict out, int count) {
  constexpr float kC1 = 5.68842f, kC2 = -0.748699f, kC3 = -57.8051f, kC4 = 291.309f, kC5 = -624.717f;
  for (int i = 0; i < count; ++i) {
    const float p = mask[i], t = p - 0.5f, x = t * t;
    const float certainty = x * (kC1 + x * (kC2 + x * (kC3 + x * (kC4 + x * kC5))));
    const float uncertainty = 1 - (certainty < 1 ? certainty : 1);
    out[i] = p + (previous[i] - p) * (uncertainty * ratio);
  }
}

void blend(const uint8_t* picture, const uint8_t* background, const float* mask, uint8_t* __restrict out, int count) {
  for (int i = 0; i < count; ++i) {
    const int share = static_cast<int>(clamp(mask[i], 0, 1) * 256 + 0.5f);
    for (int c = 3 * i; c < 3 * i + 3; ++c) {
      out[c] = static_cast<uint8_t>((picture[c] * share + background[c] * (256 - share) + 128) >> 8);
    }
  }
}

}  // namespace

extern const MaskKernels kMaskKernels{sigmoid, mix, stretch, warp, smooth, blend};

}  // namespace saccade::cpu::SACCADE_ISA
