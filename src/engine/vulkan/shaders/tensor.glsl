// Access to tensors, the same for every layout. A shader names its bindings with READ_TENSOR / WRITE_TENSOR and gets
// NAME_load(ref, n, y, x, quad) -> vec4 and NAME_store(ref, n, y, x, quad, value); `quad` counts groups of four channels.
// A loop over the quads of one pixel finds it once: NAME_pixel(ref, n, pixel), then NAME_quad(ref, at, quad).
// Which layout a binding has is a specialisation constant, so that one SPIR-V serves all and the branches vanish.
#ifndef SACCADE_TENSOR_GLSL
#define SACCADE_TENSOR_GLSL

#extension GL_GOOGLE_include_directive : require
#include "push.h"

// enum class Layout in ops/plan.h
const uint kDense = 0;      // float32, row-major, channels not padded
const uint kQuads = 1;      // float32, channels padded to a multiple of 4 with zeros
const uint kHalfQuads = 2;  // float16, likewise; two uints a quad (packHalf2x16 needs no device feature)

uint quads_of(uint channels) { return (channels + 3) / 4; }

uint quad_index(TensorRef t, uint n, uint y, uint x, uint quad) {
  return t.offset + n * t.sample_stride + (y * t.width + x) * quads_of(t.channels) + quad;
}
uint float_index(TensorRef t, uint n, uint y, uint x, uint channel) {
  return t.offset + n * t.sample_stride + (y * t.width + x) * t.channels + channel;
}

vec4 unpack_quad(uvec2 bits) { return vec4(unpackHalf2x16(bits.x), unpackHalf2x16(bits.y)); }
// float16 ends at 65504; a larger number would become infinity and poison what follows.
uvec2 pack_quad(vec4 v) {
  v = clamp(v, vec4(-65504.0), vec4(65504.0));
  return uvec2(packHalf2x16(v.xy), packHalf2x16(v.zw));
}

// 1 for the lanes of this quad that are channels, 0 for padding.
vec4 quad_mask(uint channels, uint quad) {
  const int left = int(channels) - int(4 * quad);
  return vec4(greaterThan(ivec4(left), ivec4(0, 1, 2, 3)));
}

// Groups fill x first and go on in y, as an axis ends at 65,535.
#define GROUP_INDEX (gl_WorkGroupID.x + gl_WorkGroupID.y * gl_NumWorkGroups.x)
#define INVOCATION_INDEX (GROUP_INDEX * gl_WorkGroupSize.x + gl_LocalInvocationID.x)

// The index'th quad of a tensor: sample by sample, row by row, pixel by pixel. n lies beyond the samples for indices
// beyond the tensor.
struct QuadPosition {
  uint n, y, x, quad;
};
QuadPosition quad_position(TensorRef t, uint index) {
  const uint quads = quads_of(t.channels), pixel = index / quads, row = pixel / t.width;
  return QuadPosition(row / t.height, row % t.height, pixel % t.width, index % quads);
}

#define READ_TENSOR(slot, name, tensor_layout)                                                          \
  layout(binding = slot) readonly buffer name##Floats { float name##_floats[]; };                       \
  layout(binding = slot) readonly buffer name##Quads { vec4 name##_quads[]; };                          \
  layout(binding = slot) readonly buffer name##Pairs { uint name##_pairs[]; };                          \
  layout(binding = slot) readonly buffer name##Halves { uvec2 name##_halves[]; };                       \
  uint name##_pixel(TensorRef t, uint n, uint pixel) {                                                  \
    const uint size = tensor_layout == kDense ? t.channels : quads_of(t.channels);                      \
    return t.offset + n * t.sample_stride + pixel * size;                                               \
  }                                                                                                     \
  vec4 name##_quad(TensorRef t, uint at, uint quad) {                                                   \
    if (tensor_layout == kHalfQuads) return unpack_quad(name##_halves[at + quad]);                      \
    if (tensor_layout == kQuads) return name##_quads[at + quad];                                        \
    const uint first = at + 4 * quad, left = t.channels - 4 * quad;                                     \
    return vec4(name##_floats[first], left > 1 ? name##_floats[first + 1] : 0.0,                        \
                left > 2 ? name##_floats[first + 2] : 0.0, left > 3 ? name##_floats[first + 3] : 0.0);  \
  }                                                                                                     \
  vec4 name##_load(TensorRef t, uint n, uint y, uint x, uint quad) {                                    \
    return name##_quad(t, name##_pixel(t, n, y * t.width + x), quad);                                   \
  }                                                                                                     \
  float name##_channel(TensorRef t, uint n, uint y, uint x, uint channel) {                             \
    if (tensor_layout == kDense) return name##_floats[float_index(t, n, y, x, channel)];                \
    const uint quad = quad_index(t, n, y, x, channel / 4), lane = channel % 4;                          \
    if (tensor_layout == kQuads) return name##_floats[4 * quad + lane];                                 \
    const vec2 pair = unpackHalf2x16(name##_pairs[2 * quad + lane / 2]);                                \
    return lane % 2 == 0 ? pair.x : pair.y;                                                             \
  }

#define WRITE_TENSOR(slot, name, tensor_layout)                                                         \
  layout(binding = slot) writeonly buffer name##Floats { float name##_floats[]; };                      \
  layout(binding = slot) writeonly buffer name##Quads { vec4 name##_quads[]; };                         \
  layout(binding = slot) writeonly buffer name##Halves { uvec2 name##_halves[]; };                      \
  void name##_store(TensorRef t, uint n, uint y, uint x, uint quad, vec4 value) {                       \
    if (tensor_layout == kDense) {                                                                      \
      const uint at = float_index(t, n, y, x, 4 * quad), left = t.channels - 4 * quad;                  \
      name##_floats[at] = value.x;                                                                      \
      if (left > 1) name##_floats[at + 1] = value.y;                                                    \
      if (left > 2) name##_floats[at + 2] = value.z;                                                    \
      if (left > 3) name##_floats[at + 3] = value.w;                                                    \
      return;                                                                                           \
    }                                                                                                   \
    const vec4 kept = mix(vec4(0), value, greaterThan(quad_mask(t.channels, quad), vec4(0)));           \
    if (tensor_layout == kQuads) name##_quads[quad_index(t, n, y, x, quad)] = kept;                     \
    if (tensor_layout == kHalfQuads) name##_halves[quad_index(t, n, y, x, quad)] = pack_quad(kept);     \
  }

// Two channels at a time, for what does not end at quads: NAME_store_pair(ref, n, y, x, pair, value). The caller gives
// zeros for padding.
#define WRITE_PAIRS(slot, name, tensor_layout)                                                          \
  layout(binding = slot) writeonly buffer name##Floats { float name##_floats[]; };                      \
  layout(binding = slot) writeonly buffer name##Pairs { uint name##_pairs[]; };                         \
  void name##_store_pair(TensorRef t, uint n, uint y, uint x, uint pair, vec2 value) {                  \
    const uint lanes = tensor_layout == kDense ? t.channels : 4 * quads_of(t.channels);                 \
    const uint first = 2 * pair;                                                                        \
    const uint quad = quad_index(t, n, y, x, pair / 2);                                                 \
    if (tensor_layout == kHalfQuads) {                                                                  \
      name##_pairs[2 * quad + pair % 2] = packHalf2x16(clamp(value, vec2(-65504.0), vec2(65504.0)));    \
      return;                                                                                           \
    }                                                                                                   \
    const uint at = tensor_layout == kDense ? float_index(t, n, y, x, first) : 4 * quad + first % 4;    \
    if (first < lanes) name##_floats[at] = value.x;                                                     \
    if (first + 1 < lanes) name##_floats[at + 1] = value.y;                                             \
  }

// enum class Activation in model/model.h
const uint kNone = 0, kRelu = 1, kRelu6 = 2, kPrelu = 3, kHardSwish = 4, kLogistic = 5;

vec4 activate(uint activation, vec4 v, vec4 slope) {
  if (activation == kRelu) return max(v, vec4(0));
  if (activation == kRelu6) return clamp(v, vec4(0), vec4(6));
  if (activation == kPrelu) return mix(v, v * slope, lessThan(v, vec4(0)));
  if (activation == kHardSwish) return v * clamp(v + 3.0, vec4(0), vec4(6)) / 6.0;
  if (activation == kLogistic) return 1.0 / (1.0 + exp(-max(v, vec4(-80))));  // exp stays finite
  return v;
}

#endif
