// Pooling, one output pixel of one block at a time: it is bound by memory, and the nets' 2x2 pools are folded into the
// convolution that adds them.
#include "engine/cpu/kernels/tile.h"
#include "engine/cpu/kernels/units.h"

namespace saccade::cpu::SACCADE_ISA {
namespace {

// The taps of one output coordinate that lie inside the input: [begin, end).
struct Range {
  int begin, end;
};
Range window(int out, int filter, int stride, int pad, int size) {
  const int begin = out * stride - pad;
  return {at_least(begin, 0), at_most(begin + filter, size)};
}

template <bool kMax>
V pooled(const PoolArgs& args, const Range& rows, const Range& columns, int block, int lane) {
  V acc = kMax ? load(args.in.at(rows.begin, block, columns.begin) + lane) : zero();
  for (int y = rows.begin; y < rows.end; ++y) {
    const float* in = args.in.at(y, block, columns.begin) + lane;
    for (int x = columns.begin; x < columns.end; ++x, in += kBlock)
      acc = kMax ? max(acc, load(in)) : add(acc, load(in));
  }
  if (kMax) return acc;
  const int count = (rows.end - rows.begin) * (columns.end - columns.begin);
  return div(acc, splat(static_cast<float>(count)));
}

template <bool kMax>
void pool(const PoolArgs& args) {
  for (int y = args.row_begin; y < args.row_end; ++y) {
    const Range rows = window(y, args.filter_h, args.stride_h, args.pad_top, args.in.height);
    for (int block = 0; block < args.out.blocks(); ++block) {
      for (int x = 0; x < args.out.width; ++x) {
        const Range columns = window(x, args.filter_w, args.stride_w, args.pad_left, args.in.width);
        float* out = args.out.at(y, block, x);
        for (int lane = 0; lane < kBlock; lane += kLanes) {
          store(out + lane, activate_any(args.act, pooled<kMax>(args, rows, columns, block, lane), zero()));
        }
      }
    }
  }
  zero_pads(args.out, args.row_begin, args.row_end);
  if (args.act == Act::kLogistic) zero_unused_channels(args.out, args.row_begin, args.row_end);
}

}  // namespace

void max_pool(const PoolArgs& args) { pool<true>(args); }
void average_pool(const PoolArgs& args) { pool<false>(args); }

}  // namespace saccade::cpu::SACCADE_ISA
