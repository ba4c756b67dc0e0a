// MAXPOOLINGWITHARGMAX2D and its inverse. A position is y * filter_w + x inside the window, kept as a float; the first
// of equal maxima wins, as the window is read row by row. Both go by up to 16 channels of one pixel at a time.
#include <float.h>

#include "engine/cpu/ops/ops.h"

namespace saccade::cpu::SACCADE_ISA {
namespace {

// Channels [channel, channel + lanes) of a pixel, which lie together.
struct Lanes {
  int channel, lanes;
  float* of(const View& view, int y, int x) const { return view.at(y, channel / view.block, x) + channel % view.block; }
};

template <typename Function>
void for_each_lanes(const View& view, int row_begin, int row_end, Function run) {
  const int stored = view.blocks() * view.block;
  for (int y = row_begin; y < row_end; ++y) {
    for (int channel = 0; channel < stored; channel += kBlock) {
      const Lanes lanes{channel, stored - channel < kBlock ? stored - channel : kBlock};
      for (int x = 0; x < view.width; ++x) run(y, x, lanes);
    }
  }
}

// The maximum of one window and where it is.
template <int kLanes>
void window_maximum(const View& in, const Pool2dParams& params, int y, int x, const Lanes& at, float* __restrict values,
                    float* __restrict positions) {
  const int lanes = lane_count<kLanes>(at.lanes);
  // Two sets, as selecting in place becomes stores under a mask that the next tap's loads wait for.
  float best[kBlock], position[kBlock], new_best[kBlock], new_position[kBlock];
  for (int lane = 0; lane < kBlock; ++lane) best[lane] = -FLT_MAX, position[lane] = 0;
  for (int tap = 0; tap < params.filter_h * params.filter_w; ++tap) {
    const int in_y = y * params.stride_h - params.padding.top + tap / params.filter_w;
    const int in_x = x * params.stride_w - params.padding.left + tap % params.filter_w;
    if (in_y < 0 || in_y >= in.height || in_x < 0 || in_x >= in.width) continue;
    const float* from = at.of(in, in_y, in_x);
    const auto here = static_cast<float>(tap);
    // Unrolled, the sixteen selections become branches instead of a vector.
#pragma GCC unroll 1
    for (int lane = 0; lane < lanes; ++lane) {
      const bool larger = from[lane] > best[lane];
      new_position[lane] = larger ? here : position[lane];
      new_best[lane] = larger ? from[lane] : best[lane];
    }
    for (int lane = 0; lane < lanes; ++lane) best[lane] = new_best[lane], position[lane] = new_position[lane];
  }
  for (int lane = 0; lane < lanes; ++lane) values[lane] = best[lane];
  for (int lane = 0; lane < lanes; ++lane) positions[lane] = position[lane];
}

template <int kLanes>
void put_back(const float* maxima, const float* positions, float here, float* __restrict out, int count) {
  const int lanes = lane_count<kLanes>(count);
  for (int lane = 0; lane < lanes; ++lane) {
    const float value = maxima[lane];
    out[lane] = positions[lane] == here ? value : 0.0f;
  }
}

}  // namespace

void max_pool_with_argmax(const OpCall& call) {
  const View& in = call.inputs[0];
  const auto& params = params_of<Pool2dParams>(call);
  for_each_lanes(call.outputs[0], call.row_begin, call.row_end, [&](int y, int x, const Lanes& lanes) {
    const auto run = lanes.lanes == kBlock ? window_maximum<kBlock> : window_maximum<0>;
    run(in, params, y, x, lanes, lanes.of(call.outputs[0], y, x), lanes.of(call.outputs[1], y, x));
  });
}

// Read from the output's side, so that rows can be shared among threads: windows do not overlap (the plan checks).
void max_unpool(const OpCall& call) {
  const View& maxima = call.inputs[0];
  const View& positions = call.inputs[1];
  const auto& params = params_of<Pool2dParams>(call);
  for_each_lanes(call.outputs[0], call.row_begin, call.row_end, [&](int y, int x, const Lanes& lanes) {
    const int from_y = (y + params.padding.top) / params.stride_h;
    const int from_x = (x + params.padding.left) / params.stride_w;
    float* out = lanes.of(call.outputs[0], y, x);
    if (from_y >= maxima.height || from_x >= maxima.width) {
      for (int lane = 0; lane < lanes.lanes; ++lane) out[lane] = 0;
      return;
    }
    const int ky = y + params.padding.top - from_y * params.stride_h;
    const int kx = x + params.padding.left - from_x * params.stride_w;
    const auto here = static_cast<float>(ky * params.filter_w + kx);
    const auto run = lanes.lanes == kBlock ? put_back<kBlock> : put_back<0>;
    run(lanes.of(maxima, from_y, from_x), lanes.of(positions, from_y, from_x), here, out, lanes.lanes);
  });
}

}  // namespace saccade::cpu::SACCADE_ISA
