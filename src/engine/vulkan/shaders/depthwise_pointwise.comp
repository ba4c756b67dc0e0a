// DEPTHWISE_CONV_2D and the 1x1 CONV_2D that alone reads it, in one dispatch: a group computes all hidden channels of
// push.group_pixels pixels in shared memory, then push.group_columns columns of the result.
#version 450
#include "tensor.glsl"
#include "convolution_push.h"
#include "matrix.glsl"
#include "depthwise.glsl"
#include "epilogue.glsl"

layout(constant_id = 17) const uint kHiddenActivation = 0;
layout(constant_id = 18) const uint kHiddenQuads = 1;  // that fit

layout(push_constant) uniform Push { DepthwisePointwisePush push; };

shared vec4 hidden[kHiddenQuads];  // [pixel][quad]

// The constants of the depthwise convolution are the first of the binding: bias, slopes, weights.
vec4 hidden_value(uint pixel, uint quad) {
  uvec3 places[kOutputs];
  places[0] = grid_place(push.grid, pixel);
  vec4 sums[kOutputs];
  const uint weights = weights_behind(0, push.hidden_quads, kHiddenActivation);
  depthwise_sums(push.source, push.window, places, quad, weights, push.hidden_quads, 1, sums);
  const vec4 slope = kHiddenActivation == kPrelu ? constants_quads[push.hidden_quads + quad] : vec4(0);
  return activate(kHiddenActivation, sums[0] + constants_quads[quad], slope);
}

void fill_hidden(uint first) {
  const uint count = push.group_pixels * push.hidden_quads, last = grid_pixels(push.grid) - 1;
  for (uint i = gl_LocalInvocationID.x; i < count; i += gl_WorkGroupSize.x) {
    hidden[i] = hidden_value(min(first + i / push.hidden_quads, last), i % push.hidden_quads);
  }
}

// Pixels `row` and following of the group.
void add_rows(uint row, uvec2 range, uint column, uint stride) {
  const uint weights = weights_behind(push.epilogue.constants, push.grid.quads, kActivation);
  for (uint step = range.x; step < range.y; ++step) {
    vec4 x[kPixels];
    [[unroll]] for (uint p = 0; p < kPixels; ++p) x[p] = hidden[(row + p) * push.hidden_quads + step];
    multiply(weights, push.grid.quads, step, column, stride, x);
  }
}

void main() {
  const uint lanes = gl_WorkGroupSize.x / kSplits;
  const uint lane = gl_LocalInvocationID.x % lanes, split = gl_LocalInvocationID.x / lanes;
  const uint stride = (push.grid.quads + kColumns - 1) / kColumns;
  const uint parts = (stride + push.group_columns - 1) / push.group_columns;
  const uint first = GROUP_INDEX / parts * push.group_pixels;
  const uint first_column = GROUP_INDEX % parts * push.group_columns;
  fill_hidden(first);
  barrier();
  const uint tiles = push.group_pixels / kPixels * push.group_columns;
  const uvec2 range = split_range(push.hidden_quads, split);
  for (uint done = 0; done < tiles; done += lanes) {  // every invocation goes round as often, for the barriers
    const uint tile = min(done + lane, tiles - 1);
    const uint row = tile / push.group_columns * kPixels, column = first_column + tile % push.group_columns;
    clear_sums();
    add_rows(row, range, column, stride);
    add_splits(lane, split);
    [[unroll]] for (uint i = 0; i < kTile; ++i) {
      const uint pixel = first + row + i / kColumns, quad = column + i % kColumns * stride;
      const bool wanted = done + lane < tiles && column < stride && quad < push.grid.quads &&
                          pixel < grid_pixels(push.grid);
      if (wanted && has_sum(i, split)) finish(push.epilogue, push.grid, grid_place(push.grid, pixel), quad, sums[i]);
    }
    if (kSplits > 1) barrier();  // before the next round writes into the shared sums
  }
}
