// MEAN over any of height, width and channels, element by element. The usual one, of a whole picture, does not come
// here: the plan makes it an average pool.
#include "engine/cpu/ops/ops.h"

namespace saccade::cpu::SACCADE_ISA {

void mean(const OpCall& call) {
  const View& in = call.inputs[0];
  const auto& params = params_of<MeanParams>(call);
  // Axes count from the front of the input's shape, whose last three are [height, width, channels].
  bool reduced[6] = {};  // by position from the end, 1 is channels
  for (size_t i = 0; i < params.axes.size(); ++i) reduced[in.rank - params.axes.data()[i]] = true;
  const int outer = reduced[3] ? 1 : in.height;
  const int middle = reduced[2] ? 1 : in.width;
  const int inner = reduced[1] ? 1 : in.channels;
  const double count =
      static_cast<double>(in.height) * in.width * in.channels / (static_cast<double>(outer) * middle * inner);
  float* out = call.outputs[0].data;  // dense
  for (int y = 0; y < outer; ++y) {
    for (int x = 0; x < middle; ++x) {
      for (int c = 0; c < inner; ++c) {
        double total = 0;
        for (int ry = y; ry < (reduced[3] ? in.height : y + 1); ++ry) {
          for (int rx = x; rx < (reduced[2] ? in.width : x + 1); ++rx) {
            for (int rc = c; rc < (reduced[1] ? in.channels : c + 1); ++rc) total += in.element(ry, rx, rc);
          }
        }
        *out++ = static_cast<float>(total / count);
      }
    }
  }
}

}  // namespace saccade::cpu::SACCADE_ISA
