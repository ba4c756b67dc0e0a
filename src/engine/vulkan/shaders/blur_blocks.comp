// The means of `side` pixels side by side in a row of a picture, fewer at its right edge. One mean an invocation; a row
// in y.
#version 450
#extension GL_GOOGLE_include_directive : require
#include "picture.glsl"
#include "blur_blocks_push.h"

layout(local_size_x_id = 0) in;

layout(push_constant) uniform Push { BlurBlocksPush push; };
READ_PICTURE(0, picture)
layout(binding = 1) writeonly buffer Result { vec4 result[]; };

void main() {
  const uint block = gl_GlobalInvocationID.x, y = gl_WorkGroupID.y;
  if (block >= push.blocks) return;
  const uint first = block * push.side, end = min(first + push.side, push.width);
  uvec3 sum = uvec3(0);
  for (uint x = first; x < end; ++x) sum += picture_color(push.picture, x, y);
  result[y * push.blocks + block] = vec4(vec3(sum) / float(end - first), 0.0);
}
