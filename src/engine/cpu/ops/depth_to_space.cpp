// DEPTH_TO_SPACE: channels [(dy * n + dx) * C, + C) of a pixel become pixel (y * n + dy, x * n + dx).
#include "engine/cpu/ops/ops.h"

namespace saccade::cpu::SACCADE_ISA {

void depth_to_space(const OpCall& call) {
  const View& in = call.inputs[0];
  const View& out = call.outputs[0];
  const int n = params_of<DepthToSpaceParams>(call).block_size;
  for (int y = call.row_begin; y < call.row_end; ++y) {
    for (int dx = 0; dx < n; ++dx) {
      const int first = (y % n * n + dx) * out.channels;
      // Runs of channels that lie together on both sides, for all pixels of the row.
      for (int c = 0; c < out.channels;) {
        const int from_left = in.block - (first + c) % in.block, to_left = out.block - c % out.block;
        const int together = from_left < to_left ? from_left : to_left;
        const int run = together < out.channels - c ? together : out.channels - c;
        const float* from = in.at(y / n, (first + c) / in.block, 0) + (first + c) % in.block;
        float* to = out.at(y, c / out.block, dx) + c % out.block;
        for (int x = 0; x < in.width; ++x, from += in.pixel_stride, to += n * out.pixel_stride) {
          for (int i = 0; i < run; ++i) to[i] = from[i];
        }
        c += run;
      }
    }
  }
}

}  // namespace saccade::cpu::SACCADE_ISA
