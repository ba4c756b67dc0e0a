// TRANSFORMLANDMARKS, MediaPipe's custom operator: x and y of each landmark through a matrix, the rest as it is.
#include "engine/cpu/ops/ops.h"

namespace saccade::cpu::SACCADE_ISA {

void transform_landmarks(const OpCall& call) {
  const View& in = call.inputs[0];       // [1,N,D], D >= 2
  const float* m = call.inputs[1].data;  // [1,4,4]
  const View& out = call.outputs[0];
  for (int i = 0; i < in.width; ++i) {
    const float* from = in.at(0, 0, i);
    float* to = out.at(0, 0, i);
    const float x = from[0], y = from[1];
    to[0] = x * m[0] + y * m[1] + m[3];
    to[1] = x * m[4] + y * m[5] + m[7];
    for (int d = 2; d < in.channels; ++d) to[d] = from[d];
  }
}

}  // namespace saccade::cpu::SACCADE_ISA
