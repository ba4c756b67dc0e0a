// RESIZE_BILINEAR with TFLite's three grids; behind it, where they follow, an activation and the sum with a tensor of
// the same shape. One quad of one pixel an invocation.
#version 450
#include "tensor.glsl"
#include "resize_bilinear_push.h"

layout(local_size_x_id = 0) in;
layout(constant_id = 1) const bool kHalfPixelCenters = false;
layout(constant_id = 2) const uint kActivation = 0;
layout(constant_id = 3) const bool kAdds = false;
layout(constant_id = 4) const uint kSumActivation = 0;
layout(constant_id = 5) const uint kSourceLayout = 0;
layout(constant_id = 6) const uint kAddendLayout = 0;
layout(constant_id = 7) const uint kResultLayout = 0;

layout(push_constant) uniform Push { ResizeBilinearPush push; };
READ_TENSOR(0, source, kSourceLayout)
layout(binding = 1) readonly buffer Slopes { vec4 slopes[]; };  // one quad of slopes for each quad of channels
READ_TENSOR(2, addend, kAddendLayout)
WRITE_TENSOR(3, result, kResultLayout)

struct Tap {  // (1 - weight) * low + weight * high
  uint low, high;
  float weight;
};

Tap tap(uint position, float scale, uint extent) {
  const float shift = kHalfPixelCenters ? 0.5 : 0.0;
  const float at = max((float(position) + shift) * scale - shift, 0.0);
  const uint low = min(uint(at), extent - 1);
  return Tap(low, min(low + 1, extent - 1), at - float(low));
}

vec4 resized(QuadPosition at) {
  const Tap y = tap(at.y, push.scale_y, push.source.height), x = tap(at.x, push.scale_x, push.source.width);
  const vec4 top = mix(source_load(push.source, at.n, y.low, x.low, at.quad),
                       source_load(push.source, at.n, y.low, x.high, at.quad), x.weight);
  const vec4 bottom = mix(source_load(push.source, at.n, y.high, x.low, at.quad),
                          source_load(push.source, at.n, y.high, x.high, at.quad), x.weight);
  return mix(top, bottom, y.weight);
}

void main() {
  const QuadPosition at = quad_position(push.result, INVOCATION_INDEX);
  if (at.n >= push.samples) return;
  const vec4 slope = kActivation == kPrelu ? slopes[at.quad] : vec4(0);
  vec4 value = activate(kActivation, resized(at), slope);
  if (kAdds) {
    value += addend_load(push.addend, at.n, at.y, at.x, at.quad);
    value = activate(kSumActivation, value, vec4(0));
  }
  result_store(push.result, at.n, at.y, at.x, at.quad, value);
}
