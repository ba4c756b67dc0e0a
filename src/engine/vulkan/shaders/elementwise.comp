// ADD, SUB, MUL, PRELU of two tensors that repeat along axes of extent 1. One quad of one pixel an invocation.
#version 450
#include "tensor.glsl"
#include "elementwise_push.h"

layout(local_size_x_id = 0) in;
layout(constant_id = 1) const uint kOperation = 0;
layout(constant_id = 2) const uint kActivation = 0;
layout(constant_id = 3) const uint kLeftLayout = 0;
layout(constant_id = 4) const uint kRightLayout = 0;
layout(constant_id = 5) const uint kResultLayout = 0;

layout(push_constant) uniform Push { ElementwisePush push; };
READ_TENSOR(0, left, kLeftLayout)
READ_TENSOR(1, right, kRightLayout)
WRITE_TENSOR(2, result, kResultLayout)

QuadPosition repeated(TensorRef t, QuadPosition at) {
  return QuadPosition(at.n, min(at.y, t.height - 1), min(at.x, t.width - 1), at.quad);
}

vec4 left_operand(QuadPosition result_at) {
  const QuadPosition at = repeated(push.left, result_at);
  if (push.left.channels == 1) return vec4(left_channel(push.left, at.n, at.y, at.x, 0));
  return left_load(push.left, at.n, at.y, at.x, at.quad);
}

vec4 right_operand(QuadPosition result_at) {
  const QuadPosition at = repeated(push.right, result_at);
  if (push.right.channels == 1) return vec4(right_channel(push.right, at.n, at.y, at.x, 0));
  return right_load(push.right, at.n, at.y, at.x, at.quad);
}

vec4 operate(vec4 a, vec4 b) {
  if (kOperation == kSubtract) return a - b;
  if (kOperation == kMultiply) return a * b;
  if (kOperation == kSlope) return activate(kPrelu, a, b);
  return a + b;
}

void main() {
  const QuadPosition at = quad_position(push.result, INVOCATION_INDEX);
  if (at.n >= push.samples) return;
  const vec4 value = operate(left_operand(at), right_operand(at));
  result_store(push.result, at.n, at.y, at.x, at.quad, activate(kActivation, value, vec4(0)));
}
