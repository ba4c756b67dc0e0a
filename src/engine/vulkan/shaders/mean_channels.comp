// MEAN over channels, and over height and width with them: four numbers of the result a work-group, whose invocations
// share what is summed.
#version 450
#include "tensor.glsl"
#include "mean_channels_push.h"

layout(local_size_x_id = 0) in;  // a power of two
layout(constant_id = 1) const uint kSourceLayout = 0;
layout(constant_id = 2) const uint kResultLayout = 0;

layout(push_constant) uniform Push { MeanChannelsPush push; };
READ_TENSOR(0, source, kSourceLayout)
WRITE_TENSOR(1, result, kResultLayout)

shared vec4 totals[gl_WorkGroupSize.x];

// This invocation's share of the index'th number of the result, which lies at one pixel of what is kept.
float share_of(uint n, uint index) {
  const uint first_y = index / push.kept_width, first_x = index % push.kept_width;
  const uint quads = quads_of(push.source.channels), row = push.window_w * quads, count = push.window_h * row;
  vec4 total = vec4(0);  // loads give zeros for padding
  for (uint i = gl_LocalInvocationID.x; i < count; i += gl_WorkGroupSize.x) {
    total += source_load(push.source, n, first_y + i / row, first_x + i % row / quads, i % quads);
  }
  return total.x + total.y + total.z + total.w;
}

void main() {
  const QuadPosition at = quad_position(push.result, GROUP_INDEX);
  if (at.n >= push.samples) return;  // the whole group
  const uint own = gl_LocalInvocationID.x;
  const uint first = (at.y * push.result.width + at.x) * push.result.channels + 4 * at.quad;
  const uint left = push.result.channels - 4 * at.quad;
  totals[own] = vec4(share_of(at.n, first), left > 1 ? share_of(at.n, first + 1) : 0.0,
                     left > 2 ? share_of(at.n, first + 2) : 0.0, left > 3 ? share_of(at.n, first + 3) : 0.0);
  for (uint half_size = gl_WorkGroupSize.x / 2; half_size > 0; half_size /= 2) {
    barrier();
    if (own < half_size) totals[own] += totals[own + half_size];
  }
  const float terms = float(push.window_h * push.window_w * push.source.channels);
  if (own == 0) result_store(push.result, at.n, at.y, at.x, at.quad, totals[0] / terms);
}
