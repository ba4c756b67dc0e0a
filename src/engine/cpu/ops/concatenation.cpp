// CONCATENATION along height, width or channels (a concatenation along the batch does not reach the engine).
#include "engine/cpu/ops/move.h"
#include "engine/cpu/ops/ops.h"

namespace saccade::cpu::SACCADE_ISA {

void concatenation(const OpCall& call) {
  const View& out = call.outputs[0];
  const auto& params = params_of<ConcatenationParams>(call);
  const int from_end = out.rank - (params.axis < 0 ? params.axis + out.rank : params.axis);
  int begin = 0;  // where the input starts along the axis
  for (int i = 0; i < call.input_count; ++i) {
    const View& in = call.inputs[i];
    const int top = from_end == 3 ? begin : 0;
    const int left = from_end == 2 ? begin : 0;
    const int first_channel = from_end == 1 ? begin : 0;
    for (int y = 0; y < in.height; ++y) {
      if (y + top < call.row_begin || y + top >= call.row_end) continue;
      for (int x = 0; x < in.width; ++x) {
        move_channels(in, y, x, 0, out, y + top, x + left, first_channel, in.channels);
      }
    }
    begin += from_end == 3 ? in.height : from_end == 2 ? in.width : in.channels;
  }
  activate_rows(out, params.activation, call.row_begin, call.row_end);
}

}  // namespace saccade::cpu::SACCADE_ISA
