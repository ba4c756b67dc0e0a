// CONV_2D, FULLY_CONNECTED and the transposed convolutions, with their epilogues. The window's pixels times the weights
// as a matrix product; an invocation computes kPixels consecutive pixels of kColumns quads.
#version 450
#include "tensor.glsl"
#include "convolution_push.h"
#include "matrix.glsl"
#include "epilogue.glsl"

layout(constant_id = 10) const uint kSourceLayout = 0;
layout(constant_id = 11) const uint kWindow = 0;
layout(constant_id = 12) const uint kKernelH = 1;
layout(constant_id = 13) const uint kKernelW = 1;
layout(constant_id = 14) const bool kOneQuad = false;  // the source has four channels at most

layout(push_constant) uniform Push { ConvPush push; };
READ_TENSOR(0, source, kSourceLayout)

// enum class WindowKind in ops/convolution.h
const uint kPixel = 0;       // the source's pixel at the same place
const uint kSliding = 1;     // the taps around stride * place
const uint kTransposed = 2;  // the pixels whose taps meet the place

uvec3 places[kPixels];
uint source_at[kPixels];
bool inside[kPixels];

void find_places(uint first) {
  const uint last = grid_pixels(push.grid) - 1;
  uvec3 place = grid_place(push.grid, min(first, last));
  [[unroll]] for (uint p = 0; p < kPixels; ++p) {
    places[p] = place;
    if (first + p < last) place = next_place(push.grid, place);
  }
}

// Where the tap lies in the source, rows and columns alike.
int tap_position(uint place, uint tap, uint stride, uint dilation, uint pad) {
  if (kWindow == kSliding) return int(place * stride + tap * dilation) - int(pad);
  const int distance = int(place + pad) - int(tap);
  return distance >= 0 && distance % int(stride) == 0 ? distance / int(stride) : -1;
}

void find_tap(uint tap) {
  const WindowPush window = push.window;
  [[unroll]] for (uint p = 0; p < kPixels; ++p) {
    const int y = tap_position(places[p].y, tap / kKernelW, window.stride_h, window.dilation_h, window.pad_top);
    const int x = tap_position(places[p].z, tap % kKernelW, window.stride_w, window.dilation_w, window.pad_left);
    inside[p] = y >= 0 && y < int(push.source.height) && x >= 0 && x < int(push.source.width);
    source_at[p] = source_pixel(push.source, places[p].x, inside[p] ? uint(y) * push.source.width + uint(x) : 0);
  }
}

void add_step(uint step, uint quad, uint column, uint stride) {
  const uint weights = weights_behind(push.epilogue.constants, push.grid.quads, kActivation);
  vec4 x[kPixels];
  [[unroll]] for (uint p = 0; p < kPixels; ++p) {
    const vec4 value = source_quad(push.source, source_at[p], quad);
    x[p] = kWindow == kPixel || inside[p] ? value : vec4(0);
  }
  multiply(weights, push.grid.quads, step, column, stride, x);
}

void add_pixel(uvec2 range, uint column, uint stride) {
  [[unroll]] for (uint p = 0; p < kPixels; ++p) {
    source_at[p] = source_pixel(push.source, places[p].x, places[p].y * push.grid.width + places[p].z);
  }
  for (uint step = range.x; step < range.y; ++step) add_step(step, step, column, stride);
}

void add_window(uvec2 range, uint column, uint stride) {
  if (kOneQuad) {
    for (uint tap = range.x; tap < range.y; ++tap) {
      find_tap(tap);
      add_step(tap, 0, column, stride);
    }
    return;
  }
  uint tap = range.x / push.source_quads, quad = range.x % push.source_quads;
  for (uint step = range.x; step < range.y; ++tap, quad = 0) {
    find_tap(tap);
    const uint end = min(range.y, step + push.source_quads - quad);
    for (; step < end; ++step, ++quad) add_step(step, quad, column, stride);
  }
}

void main() {
  const uint lanes = gl_WorkGroupSize.x / kSplits;
  const uint lane = gl_LocalInvocationID.x % lanes, split = gl_LocalInvocationID.x / lanes;
  const uint stride = (push.grid.quads + kColumns - 1) / kColumns;
  const uint tile = GROUP_INDEX * lanes + lane;
  const uint column = tile % stride, first = tile / stride * kPixels;
  find_places(first);
  clear_sums();
  const uvec2 range = split_range(kKernelH * kKernelW * push.source_quads, split);
  if (kWindow == kPixel) {
    add_pixel(range, column, stride);
  } else {
    add_window(range, column, stride);
  }
  add_splits(lane, split);
  [[unroll]] for (uint i = 0; i < kTile; ++i) {
    const uint p = i / kColumns, quad = column + i % kColumns * stride;
    if (!has_sum(i, split) || first + p >= grid_pixels(push.grid) || quad >= push.grid.quads) continue;
    finish(push.epilogue, push.grid, places[p], quad, sums[i]);
  }
}
