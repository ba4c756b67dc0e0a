// RELU, RELU6, HARD_SWISH, LOGISTIC, PRELU, alone or behind an operator of this folder.
#include <math.h>

#include "engine/cpu/ops/ops.h"

namespace saccade::cpu::SACCADE_ISA {
namespace {

float clamp(float value, float low, float high) { return value < low ? low : value > high ? high : value; }

// In place or between tensors that do not overlap; apart, so that the compiler knows which.
template <typename Function>
void map_flat(const float* from, float* to, ptrdiff_t count, Function f) {
  if (from == to) {
    for (ptrdiff_t i = 0; i < count; ++i) to[i] = f(to[i]);
  } else {
    float* __restrict other = to;
    for (ptrdiff_t i = 0; i < count; ++i) other[i] = f(from[i]);
  }
}

template <typename Function>
void map_rows(const View& in, const View& out, int row_begin, int row_end, Function f) {
  for (int y = row_begin; y < row_end; ++y) {
    for (int block = 0; block < out.blocks(); ++block) {
      map_flat(in.at(y, block, 0), out.at(y, block, 0), static_cast<ptrdiff_t>(out.width) * out.block, f);
    }
  }
}

// One row of one block. `out` overlaps no input.
template <int kLanes>
void prelu_row(const float* from, const float* slopes, float* __restrict out, int width, int block) {
  const int lanes = lane_count<kLanes>(block);
  for (int x = 0; x < width; ++x, from += lanes, out += lanes) {
    for (int lane = 0; lane < lanes; ++lane) {
      const float steep = from[lane] * slopes[lane];
      out[lane] = from[lane] > 0 ? from[lane] : steep;
    }
  }
}

void activate(const View& in, const View& out, Activation activation, int row_begin, int row_end) {
  switch (activation) {
    case Activation::kNone:
    case Activation::kPrelu:
      break;  // its slopes are an input: see prelu()
    case Activation::kRelu:
      map_rows(in, out, row_begin, row_end, [](float x) { return x > 0 ? x : 0; });
      break;
    case Activation::kRelu6:
      map_rows(in, out, row_begin, row_end, [](float x) { return clamp(x, 0, 6); });
      break;
    case Activation::kHardSwish:
      map_rows(in, out, row_begin, row_end, [](float x) { return x * clamp(x + 3, 0, 6) * (1.0f / 6); });
      break;
    case Activation::kLogistic:
      map_rows(in, out, row_begin, row_end, [](float x) { return 1 / (1 + expf(-x)); });
      break;
  }
}

void activate(const OpCall& call, Activation activation) {
  activate(call.inputs[0], call.outputs[0], activation, call.row_begin, call.row_end);
}

}  // namespace

void activate_rows(const View& view, Activation activation, int row_begin, int row_end) {
  activate(view, view, activation, row_begin, row_end);
}

void relu(const OpCall& call) { activate(call, Activation::kRelu); }
void relu6(const OpCall& call) { activate(call, Activation::kRelu6); }
void hard_swish(const OpCall& call) { activate(call, Activation::kHardSwish); }
void logistic(const OpCall& call) { activate(call, Activation::kLogistic); }

void prelu(const OpCall& call) {
  const View& in = call.inputs[0];
  const float* slopes = call.inputs[1].data;  // padded to a block with zeros, as every constant is
  const View& out = call.outputs[0];
  const auto run = out.block == kBlock ? prelu_row<kBlock> : prelu_row<0>;
  for (int y = call.row_begin; y < call.row_end; ++y) {
    for (int block = 0; block < out.blocks(); ++block) {
      run(in.at(y, block, 0), slopes + block * out.block, out.at(y, block, 0), out.width, out.block);
    }
  }
}

}  // namespace saccade::cpu::SACCADE_ISA
