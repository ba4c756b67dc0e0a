// ADD, SUB, MUL, PRELU of tensors that repeat along axes of extent 1, and a second such operator on the result of the
// first where it follows. One quad of one pixel an invocation.
#version 450
#include "tensor.glsl"
#include "elementwise_push.h"

layout(local_size_x_id = 0) in;
layout(constant_id = 1) const uint kOperation = 0;
layout(constant_id = 2) const uint kActivation = 0;
layout(constant_id = 3) const uint kSecondOperation = 0;
layout(constant_id = 4) const uint kSecondActivation = 0;
layout(constant_id = 5) const uint kLeftLayout = 0;
layout(constant_id = 6) const uint kRightLayout = 0;
layout(constant_id = 7) const uint kThirdLayout = 0;
layout(constant_id = 8) const uint kResultLayout = 0;

layout(push_constant) uniform Push { ElementwisePush push; };
READ_TENSOR(0, left, kLeftLayout)
READ_TENSOR(1, right, kRightLayout)
READ_TENSOR(2, third, kThirdLayout)
WRITE_TENSOR(3, result, kResultLayout)

// NAME_repeated(at): the quad that meets this quad of the result.
#define READ_REPEATED(name)                                                            \
  vec4 name##_repeated(QuadPosition at) {                                              \
    const uint y = min(at.y, push.name.height - 1), x = min(at.x, push.name.width - 1); \
    if (push.name.channels == 1) return vec4(name##_channel(push.name, at.n, y, x, 0)); \
    return name##_load(push.name, at.n, y, x, at.quad);                                \
  }
READ_REPEATED(left)
READ_REPEATED(right)
READ_REPEATED(third)

vec4 operate(uint operation, vec4 a, vec4 b) {
  if (operation == kSum) return a + b;
  if (operation == kSubtract) return a - b;
  if (operation == kMultiply) return a * b;
  return activate(kPrelu, a, b);
}

void main() {
  const QuadPosition at = quad_position(push.result, INVOCATION_INDEX);
  if (at.n >= push.samples) return;
  vec4 value = activate(kActivation, operate(kOperation, left_repeated(at), right_repeated(at)), vec4(0));
  if (kSecondOperation != kNoOperation) {
    value = activate(kSecondActivation, operate(kSecondOperation, value, third_repeated(at)), vec4(0));
  }
  result_store(push.result, at.n, at.y, at.x, at.quad, value);
}
