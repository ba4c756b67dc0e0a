// The mean of a map and one or two dense layers on it: what gates the channels in squeeze-and-excitation blocks. One
// sample a work-group. Sums over pixels and over inputs are cut into slices, which the invocations share.
#version 450
#include "tensor.glsl"
#include "squeeze_push.h"

layout(local_size_x_id = 0) in;  // at least as many as quads in the source, between the layers and in the result
layout(constant_id = 1) const uint kFirstActivation = 0;
layout(constant_id = 2) const bool kTwoLayers = false;
layout(constant_id = 3) const uint kSecondActivation = 0;
layout(constant_id = 4) const uint kSourceLayout = 0;
layout(constant_id = 5) const uint kResultLayout = 0;

layout(push_constant) uniform Push { SqueezePush push; };
READ_TENSOR(0, source, kSourceLayout)
layout(binding = 1) readonly buffer Constants { vec4 constants[]; };  // weights [inputs][quads of outputs], biases
WRITE_TENSOR(2, result, kResultLayout)

shared vec4 partial[gl_WorkGroupSize.x];  // [slice][quad]
shared vec4 values[gl_WorkGroupSize.x];   // what the next step reads

uint slices_for(uint quads) { return 1u << findMSB(gl_WorkGroupSize.x / quads); }

// Leaves the sums of all slices in the first.
void join(uint quads, uint slices) {
  const uint own = gl_LocalInvocationID.x;
  for (uint kept = slices / 2; kept > 0; kept /= 2) {
    barrier();
    if (own < kept * quads) partial[own] += partial[own + kept * quads];
  }
}

void average(uint n) {
  const uint own = gl_LocalInvocationID.x, quads = quads_of(push.source.channels), slices = slices_for(quads);
  const uint pixels = push.source.width * push.source.height;
  vec4 total = vec4(0);
  if (own < slices * quads) {
    for (uint pixel = own / quads; pixel < pixels; pixel += slices) {
      total += source_quad(push.source, source_pixel(push.source, n, pixel), own % quads);
    }
  }
  partial[own] = total;
  join(quads, slices);
  if (own < quads) values[own] = partial[own] / float(pixels);
  barrier();
}

void layer(uint inputs, uint outputs, uint weights, uint bias, uint activation) {
  const uint own = gl_LocalInvocationID.x, slices = slices_for(outputs);
  vec4 total = vec4(0);
  if (own < slices * outputs) {
    for (uint i = own / outputs; i < inputs; i += slices) {
      const uint at = weights + 4 * i * outputs + own % outputs;
      total += values[i].x * constants[at] + values[i].y * constants[at + outputs] +
               values[i].z * constants[at + 2 * outputs] + values[i].w * constants[at + 3 * outputs];
    }
  }
  partial[own] = total;
  join(outputs, slices);
  barrier();  // all have read what is replaced now
  if (own < outputs) values[own] = activate(activation, partial[own] + constants[bias + own], vec4(0));
  barrier();
}

void main() {
  const uint n = GROUP_INDEX, own = gl_LocalInvocationID.x, quads = quads_of(push.result.channels);
  if (n >= push.samples) return;  // the whole group
  average(n);
  layer(quads_of(push.source.channels), push.first_quads, push.first_weights, push.first_bias, kFirstActivation);
  if (kTwoLayers) layer(push.first_quads, quads, push.second_weights, push.second_bias, kSecondActivation);
  if (own < quads) result_store(push.result, n, 0, 0, own, values[own]);
}
