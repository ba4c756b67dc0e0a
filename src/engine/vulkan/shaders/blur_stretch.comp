// Blocks stretched bilinearly to an RGB picture, by half-pixel centres. Four pixels an invocation; a row in y.
#version 450
#extension GL_GOOGLE_include_directive : require
#include "picture.glsl"
#include "blur_stretch_push.h"

layout(local_size_x_id = 0) in;

layout(push_constant) uniform Push { BlurStretchPush push; };
layout(binding = 0) readonly buffer Blocks { vec4 blocks[]; };
WRITE_PICTURE(1, result)

float place(uint i, uint count) { return clamp((float(i) + 0.5) / float(push.side) - 0.5, 0.0, float(count - 1)); }

vec4 across(uint row, float x) {
  const uint low = uint(x), high = min(low + 1, push.blocks_x - 1), first = row * push.blocks_x;
  return mix(blocks[first + low], blocks[first + high], x - float(low));
}

void main() {
  const uint x = 4 * gl_GlobalInvocationID.x, y = gl_WorkGroupID.y;
  if (x >= push.width) return;
  const float at_y = place(y, push.blocks_y);
  const uint low = uint(at_y), high = min(low + 1, push.blocks_y - 1);
  uvec3 colors[4];
  for (uint i = 0; i < 4; ++i) {
    const float at_x = place(min(x + i, push.width - 1), push.blocks_x);
    const vec4 color = mix(across(low, at_x), across(high, at_x), at_y - float(low));
    colors[i] = uvec3(clamp(color.rgb, 0.0, 255.0) + 0.5);
  }
  result_store(push.width, x, y, colors);
}
