// STRIDED_SLICE: begin and stride per axis, the extent is the output's.
#include "engine/cpu/ops/move.h"
#include "engine/cpu/ops/ops.h"

namespace saccade::cpu::SACCADE_ISA {

void strided_slice(const OpCall& call) {
  const View& in = call.inputs[0];
  const View& out = call.outputs[0];
  const auto& params = params_of<StridedSliceParams>(call);
  const int rank = static_cast<int>(params.begin.size());
  const auto begin = [&](int from_end) { return from_end <= rank ? params.begin.data()[rank - from_end] : 0; };
  const auto stride = [&](int from_end) { return from_end <= rank ? params.stride.data()[rank - from_end] : 1; };
  for (int y = call.row_begin; y < call.row_end; ++y) {
    const int in_y = begin(3) + y * stride(3);
    for (int x = 0; x < out.width; ++x) {
      const int in_x = begin(2) + x * stride(2);
      if (stride(1) == 1) {
        move_channels(in, in_y, in_x, begin(1), out, y, x, 0, out.channels);
      } else {
        for (int c = 0; c < out.channels; ++c) out.element(y, x, c) = in.element(in_y, in_x, begin(1) + c * stride(1));
      }
    }
  }
}

}  // namespace saccade::cpu::SACCADE_ISA
