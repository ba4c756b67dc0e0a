// One picture over another, by a mask of 1/256ths. Four pixels an invocation; a row in y.
#version 450
#extension GL_GOOGLE_include_directive : require
#include "picture.glsl"
#include "blend_push.h"

layout(local_size_x_id = 0) in;

layout(push_constant) uniform Push { BlendPush push; };
READ_PICTURE(0, picture)
READ_PICTURE(1, background)
layout(binding = 2) readonly buffer Mask { float mask[]; };
WRITE_PICTURE(3, result)

void main() {
  const uint x = 4 * gl_GlobalInvocationID.x, y = gl_WorkGroupID.y;
  if (x >= push.width) return;
  uvec3 colors[4];
  for (uint i = 0; i < 4; ++i) {
    const uint column = min(x + i, push.width - 1);
    const float value = mask[y * push.mask_pitch + column];
    const uint share = value > 0.0 ? uint(min(value, 1.0) * 256.0 + 0.5) : 0;  // 0 for what is no number
    const uvec3 front = picture_color(push.picture, column, y), back = background_color(push.background, column, y);
    colors[i] = (front * share + back * (256 - share) + 128) >> 8;
  }
  result_store(push.width, x, y, colors);
}
