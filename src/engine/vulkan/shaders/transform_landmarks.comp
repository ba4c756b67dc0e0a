// TRANSFORMLANDMARKS: x and y of each landmark through a matrix, the rest as it is. One quad of one landmark an
// invocation.
#version 450
#include "tensor.glsl"
#include "transform_landmarks_push.h"

layout(local_size_x_id = 0) in;
layout(constant_id = 1) const uint kSourceLayout = 0;
layout(constant_id = 2) const uint kMatrixLayout = 0;
layout(constant_id = 3) const uint kResultLayout = 0;

layout(push_constant) uniform Push { TransformLandmarksPush push; };
READ_TENSOR(0, source, kSourceLayout)  // [N,1,landmarks,D], D >= 2
READ_TENSOR(1, matrix, kMatrixLayout)  // [N,1,4,4]
WRITE_TENSOR(2, result, kResultLayout)

void main() {
  const QuadPosition at = quad_position(push.result, INVOCATION_INDEX);
  if (at.n >= push.samples) return;
  vec4 value = source_load(push.source, at.n, at.y, at.x, at.quad);
  if (at.quad == 0) {
    const vec4 row0 = matrix_load(push.matrix, at.n, 0, 0, 0), row1 = matrix_load(push.matrix, at.n, 0, 1, 0);
    value.xy = vec2(dot(value.xy, row0.xy) + row0.w, dot(value.xy, row1.xy) + row1.w);
  }
  result_store(push.result, at.n, at.y, at.x, at.quad, value);
}
