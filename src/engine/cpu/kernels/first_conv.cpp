// The first convolution of a net: few input channels, dense pixels, stride 2. P outputs of one row stay in registers with
// the weights of one kernel row; each input value is broadcast once and serves every output whose window holds it
// (with stride 2 each even column belongs to two).
#include "engine/cpu/kernels/tile.h"
#include "engine/cpu/kernels/units.h"

namespace saccade::cpu::SACCADE_ISA {
namespace {

inline constexpr int kMaxKernel = 5;
#if defined(__AVX512F__)
inline constexpr int kPixels = 16;  // accumulators, beside 9 or 15 weights and a broadcast; nets' widths are 16n
#else
inline constexpr int kPixels = 8;   // weights come from memory
#endif

// K kernel rows of the window of one tile; null where the row does not exist.
struct Window {
  const float* rows[kMaxKernel];
};

template <int K, int S, int C>
[[gnu::always_inline]] inline void slide(V (&acc)[kPixels], const Window& window, const float* weights) {
  for (int ky = 0; ky < K; ++ky, weights += K * C * kBlock) {
    const float* in = window.rows[ky];
    if (in == nullptr) continue;
    V w[K * C];
#pragma GCC unroll 32
    for (int i = 0; i < K * C; ++i) w[i] = load(weights + i * kBlock);
#pragma GCC unroll 64
    for (int j = 0; j < S * (kPixels - 1) + K; ++j) {
#pragma GCC unroll 4
      for (int c = 0; c < C; ++c) {
        const V v = splat(in[j * C + c]);
#pragma GCC unroll 16
        for (int p = 0; p < kPixels; ++p) {
          if (j - S * p >= 0 && j - S * p < K) acc[p] = fma(v, w[(j - S * p) * C + c], acc[p]);
        }
      }
    }
  }
}

// The window of the tile at (y, x): straight from the image, or from `copy` with zeros where it leaves the image.
template <int K, int S, int C>
Window open_window(const ConvArgs& args, int y, int x, float* copy) {
  constexpr int kColumns = S * (kPixels - 1) + K;
  const int left = x * S - args.pad_left;
  const bool inside = left >= 0 && left + kColumns <= args.in.width;
  Window window;
  for (int ky = 0; ky < K; ++ky, copy += kColumns * C) {
    const int in_y = y * S + ky - args.pad_top;
    window.rows[ky] = nullptr;
    if (in_y < 0 || in_y >= args.in.height) continue;
    const float* row = args.dense_in + static_cast<ptrdiff_t>(in_y) * args.in.width * C;
    window.rows[ky] = inside ? row + left * C : copy;
    for (int i = 0; !inside && i < kColumns * C; ++i) {
      const int column = left * C + i;
      copy[i] = column >= 0 && column < args.in.width * C ? row[column] : 0.0f;
    }
  }
  return window;
}

template <Act kAct>
[[gnu::always_inline]] inline void store_tile(const V (&acc)[kPixels], V slope, float* out, int count) {
  if (count == kPixels) {
#pragma GCC unroll 16
    for (int p = 0; p < kPixels; ++p) store(out + p * kBlock, activate<kAct>(acc[p], slope));
    return;
  }
#pragma GCC unroll 16
  for (int p = 0; p < kPixels; ++p) {
    if (p < count) store(out + p * kBlock, activate<kAct>(acc[p], slope));
  }
}

// `count` pixels of the tile are real.
[[gnu::always_inline]] inline void finish(const V (&acc)[kPixels], const Post& post, int channel, float* out, int count) {
  switch (post.act) {
    case Act::kNone: return store_tile<Act::kNone>(acc, zero(), out, count);
    case Act::kRelu: return store_tile<Act::kRelu>(acc, zero(), out, count);
    case Act::kRelu6: return store_tile<Act::kRelu6>(acc, zero(), out, count);
    case Act::kPrelu: return store_tile<Act::kPrelu>(acc, load(post.slope + channel), out, count);
    case Act::kHardSwish: return store_tile<Act::kHardSwish>(acc, zero(), out, count);
    case Act::kLogistic: return store_tile<Act::kLogistic>(acc, zero(), out, count);
  }
}

template <int K, int S, int C>
void row(const ConvArgs& args, int y) {
  float copy[K * (S * (kPixels - 1) + K) * C];
  const int width = args.out.width;
  for (int tile_x = 0; tile_x < width; tile_x += kPixels) {
    const int x = width < kPixels ? 0 : at_most(tile_x, width - kPixels);
    const Window window = open_window<K, S, C>(args, y, x, copy);
    for (int channel = 0; channel < args.out.blocks() * kBlock; channel += kLanes) {
      const int block = channel / kBlock, lane = channel % kBlock;
      V acc[kPixels];
      const V bias = load(args.post.bias + channel);
#pragma GCC unroll 16
      for (int p = 0; p < kPixels; ++p) acc[p] = bias;
      slide<K, S, C>(acc, window, args.weights + static_cast<ptrdiff_t>(block) * K * K * C * kBlock + lane);
      finish(acc, args.post, channel, args.out.at(y, block, x) + lane, at_most(width - x, kPixels));
    }
  }
}

// Any kernel, stride, dilation and channel count, one pixel at a time.
void any_row(const ConvArgs& args, int y) {
  const int channels = args.in.channels;
  for (int x = 0; x < args.out.width; ++x) {
    for (int channel = 0; channel < args.out.blocks() * kBlock; channel += kLanes) {
      const int block = channel / kBlock, lane = channel % kBlock;
      const float* weights =
          args.weights + static_cast<ptrdiff_t>(block) * args.kernel_h * args.kernel_w * channels * kBlock + lane;
      V acc = load(args.post.bias + channel);
      for (int ky = 0; ky < args.kernel_h; ++ky) {
        const int in_y = y * args.stride_h + ky * args.dilation_h - args.pad_top;
        for (int kx = 0; kx < args.kernel_w; ++kx, weights += channels * kBlock) {
          const int in_x = x * args.stride_w + kx * args.dilation_w - args.pad_left;
          if (in_y < 0 || in_y >= args.in.height || in_x < 0 || in_x >= args.in.width) continue;
          const float* in = args.dense_in + (static_cast<ptrdiff_t>(in_y) * args.in.width + in_x) * channels;
          for (int c = 0; c < channels; ++c) acc = fma(splat(in[c]), load(weights + c * kBlock), acc);
        }
      }
      const V slope = args.post.act == Act::kPrelu ? load(args.post.slope + channel) : zero();
      store(args.out.at(y, block, x) + lane, activate_any(args.post.act, acc, slope));
    }
  }
}

using Row = void (*)(const ConvArgs& args, int y);

Row choose_row(const ConvArgs& args) {
  const int k = args.kernel_h, channels = args.in.channels;
  const bool plain = args.kernel_w == k && args.stride_h == 2 && args.stride_w == 2 && args.dilation_h == 1 &&
                     args.dilation_w == 1;
  if (plain && k == 3 && channels == 3) return row<3, 2, 3>;  // face, hand, pose, selfie, iris
  if (plain && k == 5 && channels == 3) return row<5, 2, 3>;  // BlazeFace, palm
  if (plain && k == 2 && channels == 4) return row<2, 2, 4>;  // hair
  return any_row;
}

}  // namespace

void first_conv(const ConvArgs& args) {
  const Row run = choose_row(args);
  for (int y = args.row_begin; y < args.row_end; ++y) run(args, y);
  zero_pads(args.out, args.row_begin, args.row_end);
  if (args.post.act == Act::kLogistic) zero_unused_channels(args.out, args.row_begin, args.row_end);
}

}  // namespace saccade::cpu::SACCADE_ISA
