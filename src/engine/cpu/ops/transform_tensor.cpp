// TRANSFORMTENSORBILINEAR, MediaPipe's custom operator: the crop of a feature map that a matrix describes, bilinear.
#include <math.h>

#include "engine/cpu/ops/ops.h"

namespace saccade::cpu::SACCADE_ISA {

void transform_tensor_bilinear(const OpCall& call) {
  const View& in = call.inputs[0];
  const float* m = call.inputs[1].data;  // [1,4,4], map_from_crop, for pixel corners
  const View& out = call.outputs[0];
  // Pixel centres lie at +0.5 on both sides.
  const float shift_x = m[3] + 0.5f * m[0] + 0.5f * m[1] - 0.5f;
  const float shift_y = m[7] + 0.5f * m[4] + 0.5f * m[5] - 0.5f;
  for (int y = call.row_begin; y < call.row_end; ++y) {
    for (int x = 0; x < out.width; ++x) {
      const auto fx = static_cast<float>(x), fy = static_cast<float>(y);
      const float at_x = fx * m[0] + fy * m[1] + shift_x;
      const float at_y = fx * m[4] + fy * m[5] + shift_y;
      // Written so that a position that is not a number is outside.
      const bool inside = at_x >= 0 && at_x <= static_cast<float>(in.width - 1) && at_y >= 0 &&
                          at_y <= static_cast<float>(in.height - 1);
      const int x0 = inside ? static_cast<int>(at_x) : 0, y0 = inside ? static_cast<int>(at_y) : 0;
      const int x1 = x0 + 1 < in.width ? x0 + 1 : x0, y1 = y0 + 1 < in.height ? y0 + 1 : y0;
      const float wx = at_x - static_cast<float>(x0), wy = at_y - static_cast<float>(y0);
      for (int block = 0; block < out.blocks(); ++block) {
        const float* a = in.at(y0, block, x0);
        const float* b = in.at(y0, block, x1);
        const float* c = in.at(y1, block, x0);
        const float* d = in.at(y1, block, x1);
        float* to = out.at(y, block, x);
        for (int lane = 0; lane < out.block; ++lane) {
          const float top = a[lane] * (1 - wx) + b[lane] * wx;
          const float bottom = c[lane] * (1 - wx) + d[lane] * wx;
          to[lane] = inside ? top * (1 - wy) + bottom * wy : 0.0f;
        }
      }
    }
  }
}

}  // namespace saccade::cpu::SACCADE_ISA
