// Transposed convolution, any kernel and stride, gathered: an output pixel sums the taps whose input pixel exists. The
// models' 2x2 stride 2 ones are rewritten to a 1x1 convolution with depth_to_space; this is for the others.
#include "engine/cpu/kernels/tile.h"
#include "engine/cpu/kernels/units.h"

namespace saccade::cpu::SACCADE_ISA {
namespace {

// The input coordinate that tap k of output coordinate `out` reads, -1 when there is none.
int source(int out, int k, int stride, int pad, int size) {
  const int at = out + pad - k;
  return at >= 0 && at % stride == 0 && at / stride < size ? at / stride : -1;
}

V pixel(const ConvArgs& args, int y, int x, int channel) {
  const int channels = args.in.channels, taps = args.kernel_h * args.kernel_w;
  const float* weights =
      args.weights + static_cast<ptrdiff_t>(channel / kBlock) * taps * channels * kBlock + channel % kBlock;
  V acc = load(args.post.bias + channel);
  for (int ky = 0; ky < args.kernel_h; ++ky) {
    const int in_y = source(y, ky, args.stride_h, args.pad_top, args.in.height);
    for (int kx = 0; kx < args.kernel_w; ++kx, weights += channels * kBlock) {
      const int in_x = source(x, kx, args.stride_w, args.pad_left, args.in.width);
      if (in_y < 0 || in_x < 0) continue;
      for (int c = 0; c < channels; ++c) {
        acc = fma(splat(args.in.at(in_y, c / kBlock, in_x)[c % kBlock]), load(weights + c * kBlock), acc);
      }
    }
  }
  return acc;
}

}  // namespace

void transpose_conv(const ConvArgs& args) {
  const Post& post = args.post;
  for (int y = args.row_begin; y < args.row_end; ++y) {
    for (int channel = 0; channel < args.out.blocks() * kBlock; channel += kLanes) {
      const V slope = post.act == Act::kPrelu ? load(post.slope + channel) : zero();
      float* out = args.out.at(y, channel / kBlock, 0) + channel % kBlock;
      for (int x = 0; x < args.out.width; ++x, out += kBlock) {
        store(out, activate_any(post.act, pixel(args, y, x, channel), slope));
      }
    }
  }
  zero_pads(args.out, args.row_begin, args.row_end);
  if (post.act == Act::kLogistic) zero_unused_channels(args.out, args.row_begin, args.row_end);
}

}  // namespace saccade::cpu::SACCADE_ISA
