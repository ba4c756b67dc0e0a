// RESIZE_BILINEAR with TFLite's three grids.
#include <math.h>

#include "engine/cpu/ops/ops.h"

namespace saccade::cpu::SACCADE_ISA {
namespace {

struct Tap {  // (1 - weight) * in[low] + weight * in[high]
  int low, high;
  float weight;
};

float grid_scale(int in, int out, bool align_corners) {
  if (align_corners && out > 1) return static_cast<float>(in - 1) / static_cast<float>(out - 1);
  return static_cast<float>(in) / static_cast<float>(out);
}

Tap tap(int position, float scale, int extent, bool half_pixel) {
  float at = half_pixel ? (static_cast<float>(position) + 0.5f) * scale - 0.5f : static_cast<float>(position) * scale;
  if (at < 0) at = 0;
  int low = static_cast<int>(at);
  if (low > extent - 1) low = extent - 1;
  const int high = low + 1 < extent ? low + 1 : low;
  return {low, high, at - static_cast<float>(low)};
}

// Taps of some output columns: they are the same for every row and block, and in arrays they are computed as vectors.
struct Columns {
  static constexpr int kMost = 64;
  int low[kMost], high[kMost];
  float weight[kMost];
};

void set_columns(Columns& columns, int first, int count, float scale, int extent, bool half_pixel) {
  for (int i = 0; i < count; ++i) {
    const Tap column = tap(first + i, scale, extent, half_pixel);
    columns.low[i] = column.low;
    columns.high[i] = column.high;
    columns.weight[i] = column.weight;
  }
}

// One block of `count` pixels, from input rows `top` and `bottom`. `out` overlaps no input.
template <int kLanes>
void blend(const Columns& columns, int count, const float* top, const float* bottom, float row_weight,
           ptrdiff_t pixel_stride, int lanes, float* __restrict out) {
  const int used = kLanes > 0 ? kLanes : lanes;
  for (int i = 0; i < count; ++i, out += pixel_stride) {
    const ptrdiff_t low = columns.low[i] * pixel_stride, high = columns.high[i] * pixel_stride;
    const float weight = columns.weight[i];
    for (int lane = 0; lane < used; ++lane) {
      const float upper = top[low + lane] + (top[high + lane] - top[low + lane]) * weight;
      const float lower = bottom[low + lane] + (bottom[high + lane] - bottom[low + lane]) * weight;
      out[lane] = upper + (lower - upper) * row_weight;
    }
  }
}

}  // namespace

void resize_bilinear(const OpCall& call) {
  const View& in = call.inputs[0];
  const View& out = call.outputs[0];
  const auto& params = params_of<ResizeBilinearParams>(call);
  const float scale_y = grid_scale(in.height, out.height, params.align_corners);
  const float scale_x = grid_scale(in.width, out.width, params.align_corners);
  for (int first = 0; first < out.width; first += Columns::kMost) {
    const int count = out.width - first < Columns::kMost ? out.width - first : Columns::kMost;
    Columns columns;
    set_columns(columns, first, count, scale_x, in.width, params.half_pixel_centers);
    for (int y = call.row_begin; y < call.row_end; ++y) {
      const Tap row = tap(y, scale_y, in.height, params.half_pixel_centers);
      for (int block = 0; block < out.blocks(); ++block) {
        const auto run = out.block == kBlock ? blend<kBlock> : blend<0>;
        run(columns, count, in.at(row.low, block, 0), in.at(row.high, block, 0), row.weight, out.pixel_stride,
            out.block, out.at(y, block, first));
      }
    }
  }
}

}  // namespace saccade::cpu::SACCADE_ISA
