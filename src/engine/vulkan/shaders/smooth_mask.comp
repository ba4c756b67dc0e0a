// A mask drawn to the previous one where it is uncertain. One pixel an invocation; a row in y.
#version 450
#extension GL_GOOGLE_include_directive : require
#include "smooth_mask_push.h"

layout(local_size_x_id = 0) in;

layout(push_constant) uniform Push { SmoothMaskPush push; };
layout(binding = 0) readonly buffer Mask { float mask[]; };
layout(binding = 1) readonly buffer Previous { float previous[]; };
layout(binding = 2) writeonly buffer Result { float result[]; };

void main() {
  const uint x = gl_GlobalInvocationID.x, y = gl_WorkGroupID.y;
  if (x >= push.width) return;
  const float p = mask[y * push.pitch + x], q = previous[y * push.previous_pitch + x];
  // 1 - the binary entropy of p, as a polynomial of (p - 1/2)^2: the constants are those of MediaPipe.
  const float t = (p - 0.5) * (p - 0.5);
  const float certainty = t * (5.68842 + t * (-0.748699 + t * (-57.8051 + t * (291.309 + t * -624.717))));
  const float uncertainty = 1.0 - min(certainty, 1.0);
  result[y * push.width + x] = p + (q - p) * (uncertainty * push.ratio);
}
