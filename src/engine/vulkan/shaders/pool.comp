// MAX_POOL_2D, AVERAGE_POOL_2D and small means: one quad of one pixel an invocation, which reads its whole window.
#version 450
#include "tensor.glsl"
#include "pool_push.h"

layout(local_size_x_id = 0) in;
layout(constant_id = 1) const bool kMaximum = false;
layout(constant_id = 2) const uint kActivation = 0;
layout(constant_id = 3) const uint kSourceLayout = 0;
layout(constant_id = 4) const uint kResultLayout = 0;

layout(push_constant) uniform Push { PoolPush push; };
READ_TENSOR(0, source, kSourceLayout)
WRITE_TENSOR(1, result, kResultLayout)
#include "pool_window.glsl"

void main() {
  const QuadPosition at = quad_position(push.result, INVOCATION_INDEX);
  if (at.n >= push.samples) return;
  const PoolWindow window = pool_window(at);
  vec4 total = pool_identity();
  for (uint y = window.begin.y; y < window.end.y; ++y) {
    for (uint x = window.begin.x; x < window.end.x; ++x) {
      total = pool_combine(total, source_load(push.source, at.n, y, x, at.quad));
    }
  }
  pool_finish(at, window, total);
}
