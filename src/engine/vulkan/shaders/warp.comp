// Rotated rectangles of an 8-bit image as float tensors, with the CPU engine's numbers (engine/cpu/kernels/warp.h):
// positions rounded to 1/32 pixel, weights of 1/32 in each axis, the sum rounded to 8 bits, then mapped to floats. One
// pixel of the tensor an invocation; a row in y, a region in z.
#version 450
#extension GL_GOOGLE_include_directive : require
#include "warp_push.h"

layout(local_size_x_id = 0) in;
layout(constant_id = 1) const uint kChannels = 3;
layout(constant_id = 2) const bool kBicubic = false;

layout(push_constant) uniform Push { WarpPush push; };
layout(binding = 0) readonly buffer Pixels { uint words[]; };
layout(binding = 1) readonly buffer Parameters {
  WarpSource source;
  WarpRoi rois[];
};
layout(binding = 2) writeonly buffer Result { float result[]; };

uvec2 plus(uvec2 a, uvec2 b) {
  uint carry;
  const uint low = uaddCarry(a.x, b.x, carry);
  return uvec2(low, a.y + b.y + carry);
}

uvec2 times(uvec2 a, uint n) {
  uint high, low;
  umulExtended(a.x, n, high, low);
  return uvec2(low, high + a.y * n);
}

// Half to even.
int rounded(uvec2 number) {
  const int whole = int(number.y);
  const bool up = number.x > 0x80000000u || (number.x == 0x80000000u && (whole & 1) == 1);
  return whole + int(up);
}

ivec2 position(WarpRoi roi, uint i, uint j) {
  const uvec2 x = plus(uvec2(roi.origin_x_low, roi.origin_x_high),
                       plus(times(uvec2(roi.step_i_x_low, roi.step_i_x_high), i),
                            times(uvec2(roi.step_j_x_low, roi.step_j_x_high), j)));
  const uvec2 y = plus(uvec2(roi.origin_y_low, roi.origin_y_high),
                       plus(times(uvec2(roi.step_i_y_low, roi.step_i_y_high), i),
                            times(uvec2(roi.step_j_y_low, roi.step_j_y_high), j)));
  return ivec2(rounded(x), rounded(y));
}

bool outside(int x, int y) { return x < 0 || y < 0 || x > source.last_x || y > source.last_y; }

// Red, green and blue, or gray three times.
ivec3 color(int x, int y) {
  if (source.zero_border != 0 && outside(x, y)) return ivec3(0);
  const uint row = uint(clamp(y, source.top, source.bottom) - source.top);
  const uint column = uint(clamp(x, source.left, source.right) - source.left);
  const uint at = row * source.stride_bytes + column * source.pixel_bytes, shift = 8 * (at & 3);
  uint word = words[at / 4] >> shift;
  if (shift != 0) word |= words[at / 4 + 1] << (32 - shift);
  const ivec3 bytes = ivec3(uvec3(word >> source.red_shift, word >> source.green_shift, word >> source.blue_shift) & 255);
  return source.luma == 0 ? bytes : ivec3((4899 * bytes.x + 9617 * bytes.y + 1868 * bytes.z + 8192) >> 14);
}

ivec3 bilinear(ivec2 at) {
  const int x = at.x >> 5, y = at.y >> 5;
  const ivec2 fraction = at & 31;
  const ivec3 upper = color(x, y) * (32 - fraction.x) + color(x + 1, y) * fraction.x;
  const ivec3 lower = color(x, y + 1) * (32 - fraction.x) + color(x + 1, y + 1) * fraction.x;
  return (upper * (32 - fraction.y) + lower * fraction.y + 512) >> 10;
}

// Keys' cubic convolution with a = -0.75, for the pixels at -1, 0, 1 and 2.
vec4 cubic_weights(int fraction) {
  const float a = -0.75, f = float(fraction) / 32;
  const vec2 inner = vec2(f, 1 - f);
  const vec2 near = ((a + 2) * inner - (a + 3)) * inner * inner + 1;
  const float left = (((f + 1) - 5) * (f + 1) + 8) * (f + 1) * a - 4 * a;
  return vec4(left, near.x, near.y, 1 - left - near.x - near.y);
}

ivec3 bicubic(ivec2 at) {
  const int x = (at.x >> 5) - 1, y = (at.y >> 5) - 1;
  const vec4 across = cubic_weights(at.x & 31), down = cubic_weights(at.y & 31);
  vec3 sum = vec3(0);
  for (int row = 0; row < 4; ++row) {
    vec3 row_sum = vec3(0);
    for (int column = 0; column < 4; ++column) row_sum += across[column] * vec3(color(x + column, y + row));
    sum += down[row] * row_sum;
  }
  return ivec3(floor(clamp(sum, vec3(0), vec3(255)) + 0.5));
}

void main() {
  const uint i = gl_GlobalInvocationID.x, j = gl_WorkGroupID.y, n = gl_WorkGroupID.z;
  if (i >= push.width) return;
  const ivec2 at = position(rois[n], i, j);
  const vec3 value = vec3(kBicubic ? bicubic(at) : bilinear(at)) * source.scale + source.offset;
  const uint to = ((n * push.height + j) * push.width + i) * kChannels;
  result[to] = value.x;
  if (kChannels == 1) return;
  result[to + 1] = value.y;
  result[to + 2] = value.z;
  if (kChannels == 4) result[to + 3] = 0.0;
}
