// RELU, RELU6, PRELU, HARD_SWISH, LOGISTIC that no convolution carries. One quad of one pixel an invocation.
#version 450
#include "tensor.glsl"
#include "activation_push.h"

layout(local_size_x_id = 0) in;
layout(constant_id = 1) const uint kActivation = 0;
layout(constant_id = 2) const uint kSourceLayout = 0;
layout(constant_id = 3) const uint kResultLayout = 0;

layout(push_constant) uniform Push { ActivationPush push; };
READ_TENSOR(0, source, kSourceLayout)
layout(binding = 1) readonly buffer Slopes { vec4 slopes[]; };  // one quad of slopes for each quad of channels
WRITE_TENSOR(2, result, kResultLayout)

void main() {
  const uint quads = quads_of(push.result.channels);
  const uint pixels = push.result.width * push.result.height;
  const uint index = gl_GlobalInvocationID.x;
  if (index >= quads * pixels * push.samples) return;
  const uint quad = index % quads, pixel = index / quads % pixels, n = index / quads / pixels;
  const uint x = pixel % push.result.width, y = pixel / push.result.width;
  const vec4 slope = kActivation == kPrelu ? slopes[quad] : vec4(0);
  result_store(push.result, n, y, x, quad, activate(kActivation, source_load(push.source, n, y, x, quad), slope));
}
