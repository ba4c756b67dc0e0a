// MAXPOOLINGWITHARGMAX2D: maxima and their positions y * filter_w + x in the window; the first of equals wins. One quad
// of one pixel an invocation.
#version 450
#include "tensor.glsl"
#include "argmax_pool_push.h"

layout(local_size_x_id = 0) in;
layout(constant_id = 1) const uint kSourceLayout = 0;
layout(constant_id = 2) const uint kMaximaLayout = 0;
layout(constant_id = 3) const uint kPositionsLayout = 0;

layout(push_constant) uniform Push { ArgmaxPoolPush push; };
READ_TENSOR(0, source, kSourceLayout)
WRITE_TENSOR(1, maxima, kMaximaLayout)
WRITE_TENSOR(2, positions, kPositionsLayout)

void main() {
  const QuadPosition at = quad_position(push.maxima, INVOCATION_INDEX);
  if (at.n >= push.samples) return;
  const int first_y = int(at.y * push.stride_h) - push.top, first_x = int(at.x * push.stride_w) - push.left;
  vec4 best = vec4(-3.402823466e38), position = vec4(0);
  for (int y = max(first_y, 0); y < min(first_y + push.filter_h, int(push.source.height)); ++y) {
    for (int x = max(first_x, 0); x < min(first_x + push.filter_w, int(push.source.width)); ++x) {
      const vec4 value = source_load(push.source, at.n, y, x, at.quad);
      const bvec4 larger = greaterThan(value, best);
      best = mix(best, value, larger);
      position = mix(position, vec4((y - first_y) * push.filter_w + x - first_x), larger);
    }
  }
  maxima_store(push.maxima, at.n, at.y, at.x, at.quad, best);
  positions_store(push.positions, at.n, at.y, at.x, at.quad, position);
}
