// MAXUNPOOLING2D, seen from the result: windows do not overlap, so each pixel has one that can put a number there. One
// quad of one pixel an invocation.
#version 450
#include "tensor.glsl"
#include "unpool_push.h"

layout(local_size_x_id = 0) in;
layout(constant_id = 1) const uint kMaximaLayout = 0;
layout(constant_id = 2) const uint kPositionsLayout = 0;
layout(constant_id = 3) const uint kResultLayout = 0;

layout(push_constant) uniform Push { UnpoolPush push; };
READ_TENSOR(0, maxima, kMaximaLayout)
READ_TENSOR(1, positions, kPositionsLayout)
WRITE_TENSOR(2, result, kResultLayout)

void main() {
  const QuadPosition at = quad_position(push.result, INVOCATION_INDEX);
  if (at.n >= push.samples) return;
  const uint full_y = at.y + push.top, full_x = at.x + push.left;
  const uint y = full_y / push.filter_h, x = full_x / push.filter_w;
  vec4 value = vec4(0);
  if (y < push.maxima.height && x < push.maxima.width) {
    const float here = float(full_y % push.filter_h * push.filter_w + full_x % push.filter_w);
    const vec4 position = positions_load(push.positions, at.n, y, x, at.quad);
    value = mix(value, maxima_load(push.maxima, at.n, y, x, at.quad), equal(position, vec4(here)));
  }
  result_store(push.result, at.n, at.y, at.x, at.quad, value);
}
