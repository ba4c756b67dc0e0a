// RESHAPE between pictures of different sizes, where it could not be made a view: elements keep their row-major order.
#include "engine/cpu/ops/move.h"
#include "engine/cpu/ops/ops.h"

namespace saccade::cpu::SACCADE_ISA {

void reshape(const OpCall& call) {
  const View& in = call.inputs[0];
  const View& out = call.outputs[0];
  for (int y = call.row_begin; y < call.row_end; ++y) {
    for (int x = 0; x < out.width; ++x) {
      for (int c = 0; c < out.channels;) {
        const size_t index = (static_cast<size_t>(y) * out.width + x) * out.channels + c;
        const int in_c = static_cast<int>(index % in.channels);
        const auto in_pixel = static_cast<int>(index / in.channels);
        const int in_left = in.channels - in_c, out_left = out.channels - c;
        const int run = in_left < out_left ? in_left : out_left;
        move_channels(in, in_pixel / in.width, in_pixel % in.width, in_c, out, y, x, c, run);
        c += run;
      }
    }
  }
}

}  // namespace saccade::cpu::SACCADE_ISA
