// RELU, RELU6, HARD_SWISH, LOGISTIC that no convolution carries. One quad of one pixel an invocation.
#version 450
#include "tensor.glsl"
#include "activation_push.h"

layout(local_size_x_id = 0) in;
layout(constant_id = 1) const uint kActivation = 0;
layout(constant_id = 2) const uint kSourceLayout = 0;
layout(constant_id = 3) const uint kResultLayout = 0;

layout(push_constant) uniform Push { ActivationPush push; };
READ_TENSOR(0, source, kSourceLayout)
WRITE_TENSOR(1, result, kResultLayout)

void main() {
  const QuadPosition at = quad_position(push.result, INVOCATION_INDEX);
  if (at.n >= push.samples) return;
  const vec4 value = source_load(push.source, at.n, at.y, at.x, at.quad);
  result_store(push.result, at.n, at.y, at.x, at.quad, activate(kActivation, value, vec4(0)));
}
