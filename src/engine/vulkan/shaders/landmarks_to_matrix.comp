// LANDMARKS2TRANSFORMMATRIX: the rotated box around some landmarks, as the matrix from pixels of the crop to pixels of
// the map. One sample a work-group, whose invocations share the landmarks.
#version 450
#include "tensor.glsl"
#include "landmarks_to_matrix_push.h"

layout(local_size_x_id = 0) in;  // a power of two
layout(constant_id = 1) const uint kSourceLayout = 0;
layout(constant_id = 2) const uint kResultLayout = 0;

layout(push_constant) uniform Push { LandmarksToMatrixPush push; };
READ_TENSOR(0, source, kSourceLayout)  // [N,1,landmarks,3] (x, y, z) in pixels of the map
layout(binding = 1) readonly buffer Subset { float subset[]; };
WRITE_TENSOR(2, result, kResultLayout)

shared vec4 boxes[gl_WorkGroupSize.x];  // least x, least y, -greatest x, -greatest y

vec2 landmark(uint n, uint index) { return source_load(push.source, n, 0, index, 0).xy; }

// (cos, sin) of target - atan2(y, x) of the line between the rotation points, from the line itself: no driver's atan2
// has a say. The line of no length has angle 0, as atan2 has it.
vec2 turn_of(uint n) {
  vec2 line = landmark(n, push.right_rotation) - landmark(n, push.left_rotation);
  const float longest = max(abs(line.x), abs(line.y));
  line = longest > 0 ? line / longest : vec2(1, 0);
  line /= length(line);
  return vec2(push.target_cos * line.x + push.target_sin * line.y, push.target_sin * line.x - push.target_cos * line.y);
}

vec2 turned(vec2 p, vec2 turn) { return vec2(turn.x * p.x - turn.y * p.y, turn.y * p.x + turn.x * p.y); }

void store_matrix(uint n, vec2 turn, vec2 low, vec2 high) {
  const vec2 center = turned((low + high) / 2.0, vec2(turn.x, -turn.y));
  const vec2 crop = vec2(push.output_width, push.output_height);
  const vec2 scale = vec2(push.scale_x, push.scale_y) * (high - low) / crop;
  // translate(center) * rotate back * scale * translate(-half of the crop)
  const vec2 row0 = vec2(turn.x, turn.y) * scale, row1 = vec2(-turn.y, turn.x) * scale;
  result_store(push.result, n, 0, 0, 0, vec4(row0, 0, center.x - dot(row0, crop) / 2.0));
  result_store(push.result, n, 0, 1, 0, vec4(row1, 0, center.y - dot(row1, crop) / 2.0));
  result_store(push.result, n, 0, 2, 0, vec4(0, 0, 1, 0));
  result_store(push.result, n, 0, 3, 0, vec4(0, 0, 0, 1));
}

void main() {
  const uint n = GROUP_INDEX, own = gl_LocalInvocationID.x;
  if (n >= push.samples) return;  // the whole group
  const vec2 turn = turn_of(n);
  vec4 box = vec4(3.402823466e38);
  for (uint i = own; i < push.subset_count; i += gl_WorkGroupSize.x) {
    const vec2 p = turned(landmark(n, uint(subset[i])), turn);
    box = min(box, vec4(p, -p));
  }
  boxes[own] = box;
  for (uint half_size = gl_WorkGroupSize.x / 2; half_size > 0; half_size /= 2) {
    barrier();
    if (own < half_size) boxes[own] = min(boxes[own], boxes[own + half_size]);
  }
  if (own == 0) store_matrix(n, turn, boxes[0].xy, -boxes[0].zw);
}
