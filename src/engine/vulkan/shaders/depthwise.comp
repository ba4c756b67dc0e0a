// DEPTHWISE_CONV_2D with its epilogue. An invocation computes one quad of channels of kOutputs consecutive pixels.
#version 450
#include "tensor.glsl"
#include "convolution_push.h"
#include "depthwise.glsl"
#include "epilogue.glsl"

layout(push_constant) uniform Push { DepthwisePush push; };

void main() {
  const uint index = INVOCATION_INDEX;
  const uint quad = index % push.grid.quads, first = index / push.grid.quads * kOutputs;
  if (first >= grid_pixels(push.grid)) return;
  uvec3 places[kOutputs];
  places[0] = grid_place(push.grid, first);
  [[unroll]] for (uint i = 1; i < kOutputs; ++i) {
    places[i] = first + i < grid_pixels(push.grid) ? next_place(push.grid, places[i - 1]) : places[i - 1];
  }
  const uint weights = weights_behind(push.epilogue.constants, push.grid.quads, kActivation);
  vec4 sums[kOutputs];
  depthwise_sums(push.source, push.window, places, quad, weights, push.grid.quads, push.multiplier, sums);
  [[unroll]] for (uint i = 0; i < kOutputs; ++i) {
    if (first + i < grid_pixels(push.grid)) finish(push.epilogue, push.grid, places[i], quad, sums[i]);
  }
}
