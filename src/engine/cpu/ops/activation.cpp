// RELU, RELU6, HARD_SWISH, LOGISTIC, PRELU, alone or behind an operator of this folder.
#include <math.h>

#include "engine/cpu/ops/ops.h"

namespace saccade::cpu::SACCADE_ISA {
namespace {

float clamp(float value, float low, float high) { return value < low ? low : value > high ? high : value; }

template <typename Function>
void map_rows(const View& in, const View& out, int row_begin, int row_end, Function f) {
  for (int y = row_begin; y < row_end; ++y) {
    for (int block = 0; block < out.blocks(); ++block) {
      for (int x = 0; x < out.width; ++x) {
        const float* from = in.at(y, block, x);
        float* to = out.at(y, block, x);
        if (out.block == kBlock) {
          for (int lane = 0; lane < kBlock; ++lane) to[lane] = f(from[lane]);
        } else {
          for (int lane = 0; lane < out.block; ++lane) to[lane] = f(from[lane]);
        }
      }
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
  const float* slopes = call.inputs[1].data;
  const View& out = call.outputs[0];
  for (int y = call.row_begin; y < call.row_end; ++y) {
    for (int block = 0; block < out.blocks(); ++block) {
      const int first = block * out.block;
      const int lanes = out.channels - first < out.block ? out.channels - first : out.block;
      for (int x = 0; x < out.width; ++x) {
        const float* from = in.at(y, block, x);
        float* to = out.at(y, block, x);
        for (int lane = 0; lane < lanes; ++lane)
          to[lane] = from[lane] > 0 ? from[lane] : from[lane] * slopes[first + lane];
      }
    }
  }
}

}  // namespace saccade::cpu::SACCADE_ISA
