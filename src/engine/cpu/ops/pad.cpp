// PAD with zeros, on any axis but the batch.
#include "engine/cpu/ops/move.h"
#include "engine/cpu/ops/ops.h"

namespace saccade::cpu::SACCADE_ISA {

void pad(const OpCall& call) {
  const View& in = call.inputs[0];
  const View& out = call.outputs[0];
  const auto& params = params_of<PadParams>(call);
  const int rank = static_cast<int>(params.before.size());
  const auto before = [&](int from_end) { return from_end <= rank ? params.before.data()[rank - from_end] : 0; };
  const int top = before(3), left = before(2), first_channel = before(1);
  for (int y = call.row_begin; y < call.row_end; ++y) {
    for (int x = 0; x < out.width; ++x) {
      const int in_y = y - top;
      const int in_x = x - left;
      if (in_y < 0 || in_y >= in.height || in_x < 0 || in_x >= in.width) {
        clear_channels(out, y, x, 0, out.channels);
        continue;
      }
      clear_channels(out, y, x, 0, first_channel);
      move_channels(in, in_y, in_x, 0, out, y, x, first_channel, in.channels);
      clear_channels(out, y, x, first_channel + in.channels, out.channels);
    }
  }
}

}  // namespace saccade::cpu::SACCADE_ISA
