// A mask read through an affine map, bilinearly. One pixel of the result an invocation; a row in y.
#version 450
#extension GL_GOOGLE_include_directive : require
#include "warp_mask_push.h"

layout(local_size_x_id = 0) in;

layout(push_constant) uniform Push { WarpMaskPush push; };
layout(binding = 0) readonly buffer Source { float mask[]; };
layout(binding = 1) writeonly buffer Result { float result[]; };

uvec2 plus(uvec2 a, uvec2 b) {
  uint carry;
  const uint low = uaddCarry(a.x, b.x, carry);
  return uvec2(low, a.y + b.y + carry);
}

uvec2 times(uvec2 a, uint n) {
  uint high, low;
  umulExtended(a.x, n, high, low);
  return uvec2(low, high + a.y * n);
}

uvec2 position(uint axis, uint x, uint y) {
  return plus(uvec2(push.origin_low[axis], push.origin_high[axis]),
              plus(times(uvec2(push.step_x_low[axis], push.step_x_high[axis]), x),
                   times(uvec2(push.step_y_low[axis], push.step_y_high[axis]), y)));
}

float value_at(int x, int y) {
  const int column = clamp(x, 0, push.width - 1), row = clamp(y, 0, push.height - 1);
  if (push.zero_border != 0 && (column != x || row != y)) return 0.0;
  return mask[uint(row) * push.pitch + uint(column)];
}

void main() {
  const uint i = gl_GlobalInvocationID.x, j = gl_WorkGroupID.y;
  if (i >= push.result_width) return;
  const uvec2 at_x = position(0, i, j), at_y = position(1, i, j);
  const int x = int(at_x.y), y = int(at_y.y);
  const vec2 fraction = vec2(at_x.x, at_y.x) / 4294967296.0;
  const float top_left = value_at(x, y), bottom_left = value_at(x, y + 1);
  const float upper = top_left + (value_at(x + 1, y) - top_left) * fraction.x;
  const float lower = bottom_left + (value_at(x + 1, y + 1) - bottom_left) * fraction.x;
  result[j * push.result_width + i] = upper + (lower - upper) * fraction.y;
}
