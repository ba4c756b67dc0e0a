// Pools and means over large windows: one quad of one pixel a work-group, whose invocations share the window.
#version 450
#include "tensor.glsl"
#include "pool_push.h"

layout(local_size_x_id = 0) in;  // a power of two
layout(constant_id = 1) const bool kMaximum = false;
layout(constant_id = 2) const uint kActivation = 0;
layout(constant_id = 3) const uint kSourceLayout = 0;
layout(constant_id = 4) const uint kResultLayout = 0;

layout(push_constant) uniform Push { PoolPush push; };
READ_TENSOR(0, source, kSourceLayout)
WRITE_TENSOR(1, result, kResultLayout)
#include "pool_window.glsl"

shared vec4 totals[gl_WorkGroupSize.x];

void main() {
  const QuadPosition at = quad_position(push.result, GROUP_INDEX);
  if (at.n >= push.samples) return;  // the whole group
  const PoolWindow window = pool_window(at);
  const uint width = window.end.x - window.begin.x, count = width * (window.end.y - window.begin.y);
  const uint own = gl_LocalInvocationID.x;
  vec4 total = pool_identity();
  for (uint i = own; i < count; i += gl_WorkGroupSize.x) {
    const uint y = window.begin.y + i / width, x = window.begin.x + i % width;
    total = pool_combine(total, source_load(push.source, at.n, y, x, at.quad));
  }
  totals[own] = total;
  for (uint half_size = gl_WorkGroupSize.x / 2; half_size > 0; half_size /= 2) {
    barrier();
    if (own < half_size) totals[own] = pool_combine(totals[own], totals[own + half_size]);
  }
  if (own == 0) pool_finish(at, window, totals[0]);
}
