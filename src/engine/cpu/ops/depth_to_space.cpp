// DEPTH_TO_SPACE: channels [(dy * n + dx) * C, + C) of a pixel become pixel (y * n + dy, x * n + dx).
#include "engine/cpu/ops/move.h"
#include "engine/cpu/ops/ops.h"

namespace saccade::cpu::SACCADE_ISA {

void depth_to_space(const OpCall& call) {
  const View& in = call.inputs[0];
  const View& out = call.outputs[0];
  const int n = params_of<DepthToSpaceParams>(call).block_size;
  for (int y = call.row_begin; y < call.row_end; ++y) {
    for (int x = 0; x < out.width; ++x) {
      const int from = (y % n * n + x % n) * out.channels;
      move_channels(in, y / n, x / n, from, out, y, x, 0, out.channels);
    }
  }
}

}  // namespace saccade::cpu::SACCADE_ISA
