// TRANSFORMTENSORBILINEAR: the crop of a map that a matrix describes, bilinear, zero outside. One quad of one pixel an
// invocation.
#version 450
#include "tensor.glsl"
#include "transform_tensor_push.h"

layout(local_size_x_id = 0) in;
layout(constant_id = 1) const uint kSourceLayout = 0;
layout(constant_id = 2) const uint kMatrixLayout = 0;
layout(constant_id = 3) const uint kResultLayout = 0;

layout(push_constant) uniform Push { TransformTensorPush push; };
READ_TENSOR(0, source, kSourceLayout)
READ_TENSOR(1, matrix, kMatrixLayout)  // map_from_crop, for pixel corners: [N,1,4,4]
WRITE_TENSOR(2, result, kResultLayout)

vec4 sampled(QuadPosition at, vec2 from) {
  const uvec2 low = uvec2(from);
  const uvec2 high = min(low + 1, uvec2(push.source.width, push.source.height) - 1);
  const vec2 weight = from - vec2(low);
  const vec4 top = mix(source_load(push.source, at.n, low.y, low.x, at.quad),
                       source_load(push.source, at.n, low.y, high.x, at.quad), weight.x);
  const vec4 bottom = mix(source_load(push.source, at.n, high.y, low.x, at.quad),
                          source_load(push.source, at.n, high.y, high.x, at.quad), weight.x);
  return mix(top, bottom, weight.y);
}

void main() {
  const QuadPosition at = quad_position(push.result, INVOCATION_INDEX);
  if (at.n >= push.samples) return;
  const vec4 row0 = matrix_load(push.matrix, at.n, 0, 0, 0), row1 = matrix_load(push.matrix, at.n, 0, 1, 0);
  // Pixel centres lie at +0.5 on both sides.
  const vec2 shift = vec2(row0.w + 0.5 * row0.x + 0.5 * row0.y, row1.w + 0.5 * row1.x + 0.5 * row1.y) - 0.5;
  const vec2 from = float(at.x) * vec2(row0.x, row1.x) + float(at.y) * vec2(row0.y, row1.y) + shift;
  const vec2 last = vec2(push.source.width, push.source.height) - 1.0;
  // Written so that a position that is not a number is outside.
  const bool inside = from.x >= 0.0 && from.x <= last.x && from.y >= 0.0 && from.y <= last.y;
  vec4 value = vec4(0);
  if (inside) value = sampled(at, from);
  result_store(push.result, at.n, at.y, at.x, at.quad, value);
}
