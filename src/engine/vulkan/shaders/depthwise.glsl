// The sums of a depthwise convolution. The shader has included tensor.glsl and convolution_push.h and declares the push
// constants with their `source` and `window`.
#ifndef SACCADE_DEPTHWISE_GLSL
#define SACCADE_DEPTHWISE_GLSL

#extension GL_EXT_control_flow_attributes : require
#include "constants.glsl"

layout(constant_id = 10) const uint kSourceLayout = 0;
layout(constant_id = 12) const uint kKernelH = 1;
layout(constant_id = 13) const uint kKernelW = 1;
layout(constant_id = 15) const bool kMultiplied = false;  // several outputs for each channel of the source
layout(constant_id = 16) const uint kOutputs = 1;  // pixels that an invocation computes

READ_TENSOR(0, source, kSourceLayout)

vec4 depthwise_weights(uint weights, uint quads, uint tap, uint quad) {
  if (kHalfWeights) return unpack_quad(constants_halves[2 * weights + tap * quads + quad]);
  return constants_quads[weights + tap * quads + quad];
}

vec4 depthwise_input(TensorRef source, uint n, uint y, uint x, uint quad, uint multiplier) {
  if (!kMultiplied) return source_load(source, n, y, x, quad);
  vec4 value = vec4(0);
  [[unroll]] for (uint i = 0; i < 4; ++i) {
    const uint channel = (4 * quad + i) / multiplier;
    if (channel < source.channels) value[i] = source_channel(source, n, y, x, channel);
  }
  return value;
}

// One quad of channels at kOutputs places (sample, row, column). `quads` are the result's.
void depthwise_sums(TensorRef source, WindowPush window, uvec3 places[kOutputs], uint quad, uint weights, uint quads,
                    uint multiplier, out vec4 sums[kOutputs]) {
  [[unroll]] for (uint i = 0; i < kOutputs; ++i) sums[i] = vec4(0);
  for (uint ky = 0; ky < kKernelH; ++ky) {
    for (uint kx = 0; kx < kKernelW; ++kx) {
      const vec4 weight = depthwise_weights(weights, quads, ky * kKernelW + kx, quad);
      [[unroll]] for (uint i = 0; i < kOutputs; ++i) {
        const int y = int(places[i].y * window.stride_h + ky * window.dilation_h) - int(window.pad_top);
        const int x = int(places[i].z * window.stride_w + kx * window.dilation_w) - int(window.pad_left);
        const bool inside = y >= 0 && y < int(source.height) && x >= 0 && x < int(source.width);
        const vec4 value = depthwise_input(source, places[i].x, inside ? uint(y) : 0, inside ? uint(x) : 0, quad,
                                           multiplier);
        sums[i] += inside ? weight * value : vec4(0);
      }
    }
  }
}

#endif
