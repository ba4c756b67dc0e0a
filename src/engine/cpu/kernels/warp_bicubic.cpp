#include <algorithm>
#include <array>
#include <cmath>

#include "engine/cpu/kernels/warp.h"

namespace saccade::cpu {
namespace {

using Weights = std::array<float, 4>;

// Keys' cubic convolution with a = -0.75, for the pixels at -1, 0, 1 and 2 from a position of `fraction` past pixel 0.
Weights cubic_weights(float fraction) {
  constexpr float a = -0.75f;
  const auto near = [](float d) { return ((a + 2) * d - (a + 3)) * d * d + 1; };
  const auto far = [](float d) { return ((d - 5) * d + 8) * d * a - 4 * a; };
  const float left = far(fraction + 1), middle = near(fraction), right = near(1 - fraction);
  return {left, middle, right, 1 - left - middle - right};
}

std::array<Weights, kWarpFraction> weight_table() {
  std::array<Weights, kWarpFraction> table;
  for (int i = 0; i < kWarpFraction; ++i) table[i] = cubic_weights(static_cast<float>(i) / kWarpFraction);
  return table;
}

// Four pixels along one axis: where they start in memory and how they weigh; outside ones are clamped or weigh nothing.
struct Taps {
  std::array<int, 4> index;
  Weights weights;
};

Taps taps_at(int position, int last, bool zero_border, const std::array<Weights, kWarpFraction>& table) {
  Taps taps{{}, table[static_cast<size_t>(position & (kWarpFraction - 1))]};
  const int first = (position >> 5) - 1;
  for (int k = 0; k < 4; ++k) {
    taps.index[k] = std::clamp(first + k, 0, last);
    if (zero_border && taps.index[k] != first + k) taps.weights[k] = 0;
  }
  return taps;
}

int position_at(double position, float low, float high) {
  return static_cast<int>(std::nearbyint(std::clamp(position, double{low}, double{high})));
}

void sample(const WarpArgs& a, const Taps& across, const Taps& down, float* out) {
  float sums[4] = {};
  for (int y = 0; y < 4; ++y) {
    for (int x = 0; x < 4; ++x) {
      const uint32_t offset = a.first_row + static_cast<uint32_t>(down.index[y]) * a.stride +
                              static_cast<uint32_t>(across.index[x] * a.pixel_bytes);
      const float weight = down.weights[y] * across.weights[x];
      for (int c = 0; c < a.channels; ++c) {
        if (a.channel[c] >= 0) sums[c] += weight * static_cast<float>(a.base[offset + a.channel[c]]);
      }
    }
  }
  for (int c = 0; c < a.channels; ++c) {
    const float rounded = std::clamp(std::nearbyint(sums[c]), 0.f, 255.f);
    out[c] = rounded * a.scale[c] + a.offset[c];
  }
}

}  // namespace

void warp_bicubic(const WarpArgs& a) {
  static const std::array<Weights, kWarpFraction> table = weight_table();
  // Taps reach two pixels out, so the weights still change that far beyond the bilinear limits.
  const float reach = 2 * kWarpFraction;
  const int last_x = static_cast<int>(a.max_x) / kWarpFraction - (a.zero_border ? 1 : 0);
  const int last_y = static_cast<int>(a.max_y) / kWarpFraction - (a.zero_border ? 1 : 0);
  float* out = a.out + static_cast<ptrdiff_t>(a.row_begin) * a.tensor_width * a.channels;
  for (int j = a.row_begin; j < a.row_end; ++j) {
    for (int i = 0; i < a.tensor_width; ++i, out += a.channels) {
      const double x = a.origin_x + i * a.step_i_x + j * a.step_j_x;
      const double y = a.origin_y + i * a.step_i_y + j * a.step_j_y;
      const int at_x = position_at(x, a.min_x - reach, a.max_x + reach);
      const int at_y = position_at(y, a.min_y - reach, a.max_y + reach);
      sample(a, taps_at(at_x, last_x, a.zero_border, table), taps_at(at_y, last_y, a.zero_border, table), out);
    }
  }
}

}  // namespace saccade::cpu
