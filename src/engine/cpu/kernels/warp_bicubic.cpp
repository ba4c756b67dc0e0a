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

// kColors: how many of the tensor's channels come from the image.
template <int kColors>
void sample(const WarpArgs& a, const Taps& across, const Taps& down, float* out) {
  float sums[kColors] = {};
  for (int y = 0; y < 4; ++y) {
    const uint8_t* row = a.base + (a.first_row + static_cast<uint32_t>(down.index[y]) * a.stride);
    float row_sums[kColors] = {};
    for (int x = 0; x < 4; ++x) {
      const uint8_t* pixel = row + static_cast<ptrdiff_t>(across.index[x]) * a.pixel_bytes;
      for (int c = 0; c < kColors; ++c) row_sums[c] += across.weights[x] * static_cast<float>(pixel[a.channel[c]]);
    }
    for (int c = 0; c < kColors; ++c) sums[c] += down.weights[y] * row_sums[c];
  }
  for (int c = 0; c < kColors; ++c) {
    const float rounded = std::floor(std::clamp(sums[c], 0.f, 255.f) + 0.5f);
    out[c] = rounded * a.scale[c] + a.offset[c];
  }
  for (int c = kColors; c < a.channels; ++c) out[c] = a.offset[c];
}

template <int kColors>
void warp_rows(const WarpArgs& a) {
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
      const Taps across = taps_at(position_at(x, a.min_x - reach, a.max_x + reach), last_x, a.zero_border, table);
      const Taps down = taps_at(position_at(y, a.min_y - reach, a.max_y + reach), last_y, a.zero_border, table);
      sample<kColors>(a, across, down, out);
    }
  }
}

}  // namespace

void warp_bicubic(const WarpArgs& a) { a.channels == 1 ? warp_rows<1>(a) : warp_rows<3>(a); }

}  // namespace saccade::cpu
