// A channel of a dense tensor as a mask: activated, then resized bilinearly with half-pixel centres. One pixel of the
// mask an invocation; a row in y.
#version 450
#extension GL_GOOGLE_include_directive : require
#include "tensor_to_mask_push.h"

layout(local_size_x_id = 0) in;

layout(push_constant) uniform Push { TensorToMaskPush push; };
layout(binding = 0) readonly buffer Source { float tensor[]; };
layout(binding = 1) writeonly buffer Result { float mask[]; };

// enum class MaskActivation in engine/engine.h
const uint kSigmoid = 1, kSoftmax = 2;

// The softmax of two numbers is the sigmoid of their difference.
float active_at(uint y, uint x) {
  const uint pixel = push.offset + (y * push.width + x) * push.channels;
  float value = tensor[pixel + push.channel];
  if (push.activation == kSoftmax) value -= tensor[pixel + 1 - push.channel];
  if (push.activation == kSigmoid || push.activation == kSoftmax) value = 1.0 / (1.0 + exp(-max(value, -80.0)));
  return value;
}

struct Tap {
  uint low, high;
  float weight;
};

// (i + 1/2) * size / mask_size - 1/2 as a fraction of whole numbers, which is exact.
Tap tap_of(uint i, uint size, uint mask_size) {
  const uint at = (2 * i + 1) * size, unit = 2 * mask_size;
  if (at <= mask_size) return Tap(0, 0, 0.0);
  const uint low = (at - mask_size) / unit;
  if (low >= size - 1) return Tap(size - 1, size - 1, 0.0);
  return Tap(low, low + 1, float((at - mask_size) % unit) / float(unit));
}

void main() {
  const uint x = gl_GlobalInvocationID.x, y = gl_WorkGroupID.y;
  if (x >= push.mask_width) return;
  const Tap column = tap_of(x, push.width, push.mask_width), row = tap_of(y, push.height, push.mask_height);
  float upper = active_at(row.low, column.low);
  if (column.weight > 0.0) upper += (active_at(row.low, column.high) - upper) * column.weight;
  float value = upper;
  if (row.weight > 0.0) {
    float lower = active_at(row.high, column.low);
    if (column.weight > 0.0) lower += (active_at(row.high, column.high) - lower) * column.weight;
    value += (lower - upper) * row.weight;
  }
  mask[y * push.mask_width + x] = value;
}
