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

void blend(const float* const corners[4], const Tap& row, const Tap& column, float* out, int lanes) {
  for (int lane = 0; lane < lanes; ++lane) {
    const float top = corners[0][lane] + (corners[1][lane] - corners[0][lane]) * column.weight;
    const float bottom = corners[2][lane] + (corners[3][lane] - corners[2][lane]) * column.weight;
    out[lane] = top + (bottom - top) * row.weight;
  }
}

}  // namespace

void resize_bilinear(const OpCall& call) {
  const View& in = call.inputs[0];
  const View& out = call.outputs[0];
  const auto& params = params_of<ResizeBilinearParams>(call);
  const float scale_y = grid_scale(in.height, out.height, params.align_corners);
  const float scale_x = grid_scale(in.width, out.width, params.align_corners);
  for (int y = call.row_begin; y < call.row_end; ++y) {
    const Tap row = tap(y, scale_y, in.height, params.half_pixel_centers);
    for (int x = 0; x < out.width; ++x) {
      const Tap column = tap(x, scale_x, in.width, params.half_pixel_centers);
      for (int block = 0; block < out.blocks(); ++block) {
        const float* const corners[4] = {in.at(row.low, block, column.low), in.at(row.low, block, column.high),
                                         in.at(row.high, block, column.low), in.at(row.high, block, column.high)};
        if (out.block == kBlock) {
          blend(corners, row, column, out.at(y, block, x), kBlock);
        } else {
          blend(corners, row, column, out.at(y, block, x), out.block);
        }
      }
    }
  }
}

}  // namespace saccade::cpu::SACCADE_ISA
