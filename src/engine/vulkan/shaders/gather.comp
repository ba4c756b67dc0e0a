// What only moves numbers (PAD, STRIDED_SLICE, RESHAPE, DEPTH_TO_SPACE), seen from the result: each of its numbers is
// one of the source or zero. One quad of one pixel an invocation.
#version 450
#include "tensor.glsl"
#include "gather_push.h"

layout(local_size_x_id = 0) in;
layout(constant_id = 1) const uint kMap = 0;
layout(constant_id = 2) const bool kWholeQuads = false;  // a quad of the result is one of the source
layout(constant_id = 3) const uint kSourceLayout = 0;
layout(constant_id = 4) const uint kResultLayout = 0;

layout(push_constant) uniform Push { GatherPush push; };
READ_TENSOR(0, source, kSourceLayout)
WRITE_TENSOR(1, result, kResultLayout)

// Row, column and channel in the source.
ivec3 source_position(uint y, uint x, uint c) {
  if (kMap == kReshape) {
    const uint index = (y * push.result.width + x) * push.result.channels + c, pixel = index / push.source.channels;
    return ivec3(pixel / push.source.width, pixel % push.source.width, index % push.source.channels);
  }
  if (kMap == kDepthToSpace) {
    const uint block = push.block, part = y % block * block + x % block;
    return ivec3(y / block, x / block, part * push.result.channels + c);
  }
  return ivec3(y, x, c) * ivec3(push.stride_y, push.stride_x, push.stride_c) +
         ivec3(push.begin_y, push.begin_x, push.begin_c);
}

bool is_inside(ivec3 at) {
  const ivec3 extent = ivec3(push.source.height, push.source.width, push.source.channels);
  return all(greaterThanEqual(at, ivec3(0))) && all(lessThan(at, extent));
}

float number_of(uint n, uint y, uint x, uint c) {
  if (c >= push.result.channels) return 0.0;
  const ivec3 at = source_position(y, x, c);
  return is_inside(at) ? source_channel(push.source, n, at.x, at.y, at.z) : 0.0;
}

void main() {
  const QuadPosition at = quad_position(push.result, INVOCATION_INDEX);
  if (at.n >= push.samples) return;
  const uint c = 4 * at.quad;
  vec4 value = vec4(0);
  if (kWholeQuads) {
    const ivec3 from = source_position(at.y, at.x, c);
    if (is_inside(from)) value = source_load(push.source, at.n, from.x, from.y, from.z / 4);
  } else {
    value = vec4(number_of(at.n, at.y, at.x, c), number_of(at.n, at.y, at.x, c + 1),
                 number_of(at.n, at.y, at.x, c + 2), number_of(at.n, at.y, at.x, c + 3));
  }
  result_store(push.result, at.n, at.y, at.x, at.quad, value);
}
