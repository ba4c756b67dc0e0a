// CONCATENATION of up to three parts that follow each other, into their region of the result. Two channels of one pixel
// an invocation: as a part has at least one channel, no invocation needs more than two parts, and dispatches for
// further parts write other pairs.
#version 450
#include "tensor.glsl"
#include "concatenation_push.h"

layout(local_size_x_id = 0) in;
layout(constant_id = 1) const uint kAxis = 0;  // 0 height, 1 width, 2 channels
layout(constant_id = 2) const uint kActivation = 0;
layout(constant_id = 3) const uint kFirstLayout = 0;
layout(constant_id = 4) const uint kSecondLayout = 0;
layout(constant_id = 5) const uint kThirdLayout = 0;
layout(constant_id = 6) const uint kResultLayout = 0;

layout(push_constant) uniform Push { ConcatenationPush push; };
READ_TENSOR(0, first, kFirstLayout)
READ_TENSOR(1, second, kSecondLayout)
READ_TENSOR(2, third, kThirdLayout)
WRITE_PAIRS(3, result, kResultLayout)

uint extent_of(TensorRef t) { return uvec3(t.height, t.width, t.channels)[kAxis]; }

float number_of(uint n, uvec3 at) {
  if (at.z >= push.result.channels) return 0.0;
  const uvec3 along = uvec3(kAxis == 0, kAxis == 1, kAxis == 2);
  at -= along * push.begin;
  const uint place = at[kAxis], second_begin = extent_of(push.first);
  if (place < second_begin) return first_channel(push.first, n, at.x, at.y, at.z);
  at -= along * second_begin;
  const uint third_begin = second_begin + extent_of(push.second);
  if (place < third_begin) return second_channel(push.second, n, at.x, at.y, at.z);
  at -= along * extent_of(push.second);
  return third_channel(push.third, n, at.x, at.y, at.z);
}

void main() {
  const uint index = INVOCATION_INDEX, pixel = index / push.pairs, row = pixel / push.columns, n = row / push.rows;
  if (n >= push.samples) return;
  const uint y = push.first_row + row % push.rows, x = push.first_column + pixel % push.columns;
  const uint pair = push.first_pair + index % push.pairs;
  const vec2 value = vec2(number_of(n, uvec3(y, x, 2 * pair)), number_of(n, uvec3(y, x, 2 * pair + 1)));
  vec2 kept = activate(kActivation, vec4(value, 0, 0), vec4(0)).xy;
  // LOGISTIC makes something of nothing.
  if (2 * pair >= push.result.channels) kept.x = 0;
  if (2 * pair + 1 >= push.result.channels) kept.y = 0;
  result_store_pair(push.result, n, y, x, pair, kept);
}
