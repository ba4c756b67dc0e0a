// One invocation's tile of a matrix product: kPixels rows times kColumns quads of channels, in float32. Rows of the
// weights are shared among kSplits invocations of a group, whose sums are then added up in a fixed order.
#ifndef SACCADE_MATRIX_GLSL
#define SACCADE_MATRIX_GLSL

#extension GL_EXT_control_flow_attributes : require
#include "constants.glsl"

layout(constant_id = 7) const uint kPixels = 1;
layout(constant_id = 8) const uint kColumns = 1;
layout(constant_id = 9) const uint kSplits = 1;

const uint kTile = kPixels * kColumns;
vec4 sums[kTile];  // [pixel][column]
shared vec4 split_sums[kSplits > 1 ? kTile * gl_WorkGroupSize.x : 1];

void clear_sums() {
  [[unroll]] for (uint i = 0; i < kTile; ++i) sums[i] = vec4(0);
}

// Rows 4 * step ... 4 * step + 3 of one quad of columns. In memory, float: [row][quad]; half: [pair of rows][quad].
mat4 weights_of(uint weights, uint quads, uint step, uint quad) {
  if (kHalfWeights) {
    const uint at = weights + 2 * step * quads + quad;
    const uvec4 low = constants_half_pairs[at], high = constants_half_pairs[at + quads];
    return mat4(unpack_quad(low.xy), unpack_quad(low.zw), unpack_quad(high.xy), unpack_quad(high.zw));
  }
  const uint at = weights + 4 * step * quads + quad;
  return mat4(constants_quads[at], constants_quads[at + quads], constants_quads[at + 2 * quads],
              constants_quads[at + 3 * quads]);
}

// Column c of the tile is the quad first + c * stride: invocations side by side read weights side by side.
uint column_quad(uint first, uint stride, uint c, uint quads) { return min(first + c * stride, quads - 1); }

void multiply(uint weights, uint quads, uint step, uint first, uint stride, vec4 x[kPixels]) {
  [[unroll]] for (uint c = 0; c < kColumns; ++c) {
    const mat4 rows = weights_of(weights, quads, step, column_quad(first, stride, c, quads));
    [[unroll]] for (uint p = 0; p < kPixels; ++p) sums[p * kColumns + c] += rows * x[p];
  }
}

// The steps of this split.
uvec2 split_range(uint steps, uint split) {
  const uint share = (steps + kSplits - 1) / kSplits;
  return uvec2(min(split * share, steps), min((split + 1) * share, steps));
}

// Leaves the whole sum i with the split i % kSplits. Every invocation of the group comes here.
void add_splits(uint lane, uint split) {
  if (kSplits == 1) return;
  const uint group = gl_WorkGroupSize.x, lanes = group / kSplits;
  [[unroll]] for (uint i = 0; i < kTile; ++i) split_sums[i * group + gl_LocalInvocationID.x] = sums[i];
  barrier();
  [[unroll]] for (uint i = 0; i < kTile; ++i) {
    if (i % kSplits != split) continue;
    vec4 sum = vec4(0);
    for (uint k = 0; k < kSplits; ++k) sum += split_sums[i * group + k * lanes + lane];
    sums[i] = sum;
  }
}
bool has_sum(uint i, uint split) { return kSplits == 1 || i % kSplits == split; }

#endif
