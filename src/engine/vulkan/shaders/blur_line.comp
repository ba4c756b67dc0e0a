// Means along the rows or the columns of a picture. One mean an invocation; a row in y.
#version 450
#extension GL_GOOGLE_include_directive : require
#include "blur_line_push.h"

layout(local_size_x_id = 0) in;

layout(push_constant) uniform Push { BlurLinePush push; };
layout(binding = 0) readonly buffer Source { vec4 source[]; };
layout(binding = 1) writeonly buffer Result { vec4 result[]; };

void main() {
  const uint x = gl_GlobalInvocationID.x, y = gl_WorkGroupID.y;
  if (x >= push.width) return;
  const bool down = push.columns != 0;
  const uint line = down ? x : y * push.pitch, stride = down ? push.pitch : 1;
  const int at = int(down ? y : x) * push.step, end = int(push.count) - 1;
  int first = at - push.before, last = at + push.after;
  if (push.continued == 0) {
    first = max(first, 0);
    last = min(last, end);
  }
  vec4 sum = vec4(0);
  for (int i = first; i <= last; ++i) sum += source[line + uint(clamp(i, 0, end)) * stride];
  result[y * push.pitch + x] = sum / float(last - first + 1);
}
