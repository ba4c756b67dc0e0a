// ADD, SUB, MUL: one row of one block at a time; an operand that repeats has a stride of zero.
#include "engine/cpu/ops/ops.h"

namespace saccade::cpu::SACCADE_ISA {
namespace {

// How an operand is read along a row of one block. Where its channels do not lie as the output's do, they are gathered.
struct Operand {
  const float* pixels = nullptr;
  ptrdiff_t step = 0;  // floats from one pixel to the next; 0 when it repeats
  float gathered[kBlock];
};

bool repeats_channels(const View& in, const View& out) { return in.channels == 1 && out.channels > 1; }

// Whether pixel rows of `in` can be read in place or from one gathered block.
bool is_simple(const View& in, const View& out) {
  if (in.block == out.block && in.channels == out.channels) return true;
  return in.width == 1 && out.block == kBlock;
}

void prepare(const View& in, const View& out, int y, int b, Operand* operand) {
  const int row = in.height == 1 ? 0 : y;
  if (in.block == out.block && in.channels == out.channels) {
    operand->pixels = in.at(row, b, 0);
    operand->step = in.width == 1 ? 0 : in.pixel_stride;
    return;
  }
  for (int lane = 0; lane < kBlock; ++lane) {
    const int c = b * kBlock + lane;
    const bool real = c < out.channels;
    operand->gathered[lane] = real ? in.element(row, 0, in.channels == 1 ? 0 : c) : 0.0f;
  }
  operand->pixels = operand->gathered;
  operand->step = 0;
}

// Pixel by pixel, as one of the operands repeats. `out` overlaps no operand: nothing but the promise lets the compiler
// turn these loops into vectors.
template <int kLanes, typename Function>
void run_pixels(const Operand& a, const Operand& b, float* __restrict out, int width, int block, Function f) {
  const int lanes = lane_count<kLanes>(block);
  const float* pa = a.pixels;
  const float* pb = b.pixels;
  for (int x = 0; x < width; ++x, pa += a.step, pb += b.step, out += lanes) {
    for (int lane = 0; lane < lanes; ++lane) out[lane] = f(pa[lane], pb[lane]);
  }
}

template <typename Function>
void run_flat(const float* a, const float* b, float* __restrict out, ptrdiff_t count, Function f) {
  for (ptrdiff_t i = 0; i < count; ++i) out[i] = f(a[i], b[i]);
}

template <typename Function>
void run_row(const Operand& a, const Operand& b, float* out, int width, int lanes, Function f) {
  if (a.step == lanes && b.step == lanes) {
    run_flat(a.pixels, b.pixels, out, static_cast<ptrdiff_t>(width) * lanes, f);
  } else if (lanes == kBlock) {
    run_pixels<kBlock>(a, b, out, width, lanes, f);
  } else {
    run_pixels<0>(a, b, out, width, lanes, f);
  }
}

template <typename Function>
void run_elements(const View& a, const View& b, const View& out, int y, Function f) {
  for (int x = 0; x < out.width; ++x) {
    for (int c = 0; c < out.channels; ++c) {
      const auto value = [&](const View& in) {
        return in.element(in.height == 1 ? 0 : y, in.width == 1 ? 0 : x, in.channels == 1 ? 0 : c);
      };
      out.element(y, x, c) = f(value(a), value(b));
    }
  }
}

template <typename Function>
void elementwise(const OpCall& call, Function f) {
  const View& a = call.inputs[0];
  const View& b = call.inputs[1];
  const View& out = call.outputs[0];
  const bool simple = is_simple(a, out) && is_simple(b, out) &&
                      !(out.block != kBlock && (repeats_channels(a, out) || repeats_channels(b, out)));
  for (int y = call.row_begin; y < call.row_end; ++y) {
    if (!simple) {
      run_elements(a, b, out, y, f);
      continue;
    }
    for (int block = 0; block < out.blocks(); ++block) {
      Operand operand_a, operand_b;
      prepare(a, out, y, block, &operand_a);
      prepare(b, out, y, block, &operand_b);
      run_row(operand_a, operand_b, out.at(y, block, 0), out.width, out.block, f);
    }
  }
  activate_rows(out, params_of<ElementwiseParams>(call).activation, call.row_begin, call.row_end);
}

}  // namespace

void add(const OpCall& call) {
  elementwise(call, [](float a, float b) { return a + b; });
}
void subtract(const OpCall& call) {
  elementwise(call, [](float a, float b) { return a - b; });
}
void multiply(const OpCall& call) {
  elementwise(call, [](float a, float b) { return a * b; });
}

}  // namespace saccade::cpu::SACCADE_ISA
