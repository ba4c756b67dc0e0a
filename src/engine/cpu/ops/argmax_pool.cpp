// MAXPOOLINGWITHARGMAX2D and its inverse. A position is y * filter_w + x inside the window, kept as a float; the first
// of equal maxima wins, as the window is read row by row.
#include <float.h>

#include "engine/cpu/ops/ops.h"

namespace saccade::cpu::SACCADE_ISA {

void max_pool_with_argmax(const OpCall& call) {
  const View& in = call.inputs[0];
  const View& maxima = call.outputs[0];
  const View& positions = call.outputs[1];
  const auto& params = params_of<Pool2dParams>(call);
  for (int y = call.row_begin; y < call.row_end; ++y) {
    for (int block = 0; block < maxima.blocks(); ++block) {
      for (int x = 0; x < maxima.width; ++x) {
        float* best = maxima.at(y, block, x);
        float* position = positions.at(y, block, x);
        for (int lane = 0; lane < maxima.block; ++lane) best[lane] = -FLT_MAX, position[lane] = 0;
        for (int ky = 0; ky < params.filter_h; ++ky) {
          const int in_y = y * params.stride_h - params.padding.top + ky;
          if (in_y < 0 || in_y >= in.height) continue;
          for (int kx = 0; kx < params.filter_w; ++kx) {
            const int in_x = x * params.stride_w - params.padding.left + kx;
            if (in_x < 0 || in_x >= in.width) continue;
            const float* from = in.at(in_y, block, in_x);
            const auto here = static_cast<float>(ky * params.filter_w + kx);
            for (int lane = 0; lane < maxima.block; ++lane) {
              const bool larger = from[lane] > best[lane];
              position[lane] = larger ? here : position[lane];
              best[lane] = larger ? from[lane] : best[lane];
            }
          }
        }
      }
    }
  }
}

void max_unpool(const OpCall& call) {
  const View& maxima = call.inputs[0];
  const View& positions = call.inputs[1];
  const View& out = call.outputs[0];
  const auto& params = params_of<Pool2dParams>(call);
  // Read from the output's side, so that rows can be shared among threads: windows do not overlap (stride = filter).
  for (int y = call.row_begin; y < call.row_end; ++y) {
    const int from_y = (y + params.padding.top) / params.stride_h;
    for (int block = 0; block < out.blocks(); ++block) {
      for (int x = 0; x < out.width; ++x) {
        const int from_x = (x + params.padding.left) / params.stride_w;
        float* to = out.at(y, block, x);
        const bool outside = from_y >= maxima.height || from_x >= maxima.width;
        const float* value = outside ? nullptr : maxima.at(from_y, block, from_x);
        const float* position = outside ? nullptr : positions.at(from_y, block, from_x);
        const int ky = y + params.padding.top - from_y * params.stride_h;
        const int kx = x + params.padding.left - from_x * params.stride_w;
        const auto here = static_cast<float>(ky * params.filter_w + kx);
        for (int lane = 0; lane < out.block; ++lane) {
          to[lane] = !outside && position[lane] == here ? value[lane] : 0.0f;
        }
      }
    }
  }
}

}  // namespace saccade::cpu::SACCADE_ISA
