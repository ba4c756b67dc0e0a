// The end of every convolution: bias, residual, activation, store. The shader has included tensor.glsl and
// convolution_push.h, and declares constants_quads[] and the push constants.
#ifndef SACCADE_EPILOGUE_GLSL
#define SACCADE_EPILOGUE_GLSL

layout(constant_id = 1) const uint kActivation = 0;
layout(constant_id = 2) const uint kResidual = 0;
layout(constant_id = 3) const uint kResidualLayout = 0;
layout(constant_id = 4) const uint kResultLayout = 0;
layout(constant_id = 5) const uint kBlock = 1;  // 2: depth-to-space; then each place of the block has whole quads

READ_TENSOR(2, residual, kResidualLayout)
WRITE_TENSOR(3, result, kResultLayout)

// enum class ResidualKind in ops/convolution.h
const uint kNoResidual = 0, kSame = 1, kMaxPool2x2 = 2, kUpsample2x = 3, kUpsample2xHalfPixel = 4;

// The residual at one of its own pixels. Channels that it does not have are zeros. In front of depth-to-space its
// channels lie as the file has them, so a quad of the result may begin anywhere.
vec4 residual_at(EpiloguePush e, uint n, uint y, uint x, uint quad) {
  if (kBlock == 1) return quad < quads_of(e.residual.channels) ? residual_load(e.residual, n, y, x, quad) : vec4(0);
  const uint quads = quads_of(e.result.channels);
  const uint first = quad / quads * e.result.channels + 4 * (quad % quads);
  vec4 value = vec4(0);
  for (uint i = 0; i < 4; ++i) {
    if (4 * (quad % quads) + i < e.result.channels && first + i < e.residual.channels) {
      value[i] = residual_channel(e.residual, n, y, x, first + i);
    }
  }
  return value;
}

vec4 upsampled_residual(EpiloguePush e, uint n, uint y, uint x, uint quad) {
  const vec2 last = vec2(e.residual.width - 1, e.residual.height - 1);
  const float shift = kResidual == kUpsample2xHalfPixel ? 0.25 : 0.0;
  const vec2 at = clamp(0.5 * vec2(x, y) - shift, vec2(0), last);
  const uvec2 low = uvec2(at), high = min(low + 1, uvec2(last));
  const vec2 part = at - vec2(low);
  const vec4 top = mix(residual_at(e, n, low.y, low.x, quad), residual_at(e, n, low.y, high.x, quad), part.x);
  const vec4 bottom = mix(residual_at(e, n, high.y, low.x, quad), residual_at(e, n, high.y, high.x, quad), part.x);
  return mix(top, bottom, part.y);
}

vec4 fitted_residual(EpiloguePush e, uint n, uint y, uint x, uint quad) {
  if (kResidual == kSame) return residual_at(e, n, y, x, quad);
  if (kResidual != kMaxPool2x2) return upsampled_residual(e, n, y, x, quad);
  const uint top = 2 * y, left = 2 * x;
  return max(max(residual_at(e, n, top, left, quad), residual_at(e, n, top, left + 1, quad)),
             max(residual_at(e, n, top + 1, left, quad), residual_at(e, n, top + 1, left + 1, quad)));
}

// In quads behind `constants`.
uint weights_behind(uint constants, uint quads, uint activation) {
  return constants + quads * (activation == kPrelu ? 2 : 1);
}

// `at` is sample, row and column of the grid.
void finish(EpiloguePush e, GridPush grid, uvec3 at, uint quad, vec4 sum) {
  vec4 value = sum + constants_quads[e.constants + quad];
  if (kResidual != kNoResidual) value += fitted_residual(e, at.x, at.y, at.z, quad);
  const vec4 slope = kActivation == kPrelu ? constants_quads[e.constants + grid.quads + quad] : vec4(0);
  value = activate(kActivation, value, slope);
  if (kBlock == 1) {
    result_store(e.result, at.x, at.y, at.z, quad, value);
  } else {
    const uint quads = quads_of(e.result.channels), place = quad / quads;
    result_store(e.result, at.x, kBlock * at.y + place / kBlock, kBlock * at.z + place % kBlock, quad % quads, value);
  }
}

// ---- the grid's pixels, counted over all samples -----------------------------------------------------------------

uint grid_pixels(GridPush grid) { return grid.samples * grid.height * grid.width; }

uvec3 grid_place(GridPush grid, uint pixel) {
  const uint row = pixel / grid.width;
  return uvec3(row / grid.height, row % grid.height, pixel % grid.width);
}

uvec3 next_place(GridPush grid, uvec3 at) {
  ++at.z;
  if (at.z == grid.width) at = uvec3(at.x, at.y + 1, 0);
  if (at.y == grid.height) at = uvec3(at.x + 1, 0, at.z);
  return at;
}

#endif
