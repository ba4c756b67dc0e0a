// The first convolution of a net: few input channels, dense pixels, stride 2. P outputs of one row stay in registers
// with the weights of one kernel row and channel; each input value is broadcast once and serves every output whose
// window holds it (with stride 2 each even column belongs to two). Where the last block holds eight channels or fewer,
// an AVX-512 vector takes them for two pixels, P apart; smaller vectors leave the empty ones out.
#include "engine/cpu/kernels/tile.h"
#include "engine/cpu/kernels/units.h"

namespace saccade::cpu::SACCADE_ISA {
namespace {

inline constexpr int kMaxKernel = 5;
#if defined(__AVX512F__)
inline constexpr int kPixels = 16;  // accumulators, beside K weights and a broadcast; nets' widths are 16n
#else
inline constexpr int kPixels = 8;  // weights come from memory
#endif

// K kernel rows of the window of one tile; null where the row does not exist.
struct Window {
  const float* rows[kMaxKernel];
};

// `load_weights(i)` gives weight vector i, `at(ky, i)` value i of a row of the window in all lanes. One kernel row and
// channel at a time: an accumulator's next multiply-add then is K taps or a whole pass away, not K * C taps in a row.
template <int K, int S, int C, typename Weights, typename At>
[[gnu::always_inline]] inline void slide(V (&acc)[kPixels], const Window& window, Weights load_weights, At at) {
  for (int ky = 0; ky < K; ++ky) {
    if (window.rows[ky] == nullptr) continue;
#pragma GCC unroll 1
    for (int c = 0; c < C; ++c) {
      V w[K];
#pragma GCC unroll 8
      for (int kx = 0; kx < K; ++kx) w[kx] = load_weights((ky * K + kx) * C + c);
#pragma GCC unroll 64
      for (int j = 0; j < S * (kPixels - 1) + K; ++j) {
        const V v = at(ky, j * C + c);
#pragma GCC unroll 16
        for (int p = 0; p < kPixels; ++p) {
          if (j - S * p >= 0 && j - S * p < K) acc[p] = fma(v, w[j - S * p], acc[p]);
        }
      }
    }
  }
}

// out[i] = in[i] for i in [begin, end), else 0, for i in [0, count); out has room up to whole vectors.
void copy_range(const float* in, int begin, int end, int count, float* out) {
  for (int i = 0; i < count; i += kLanes) store(out + i, zero());
  int i = begin;
  for (; i + kLanes <= end; i += kLanes) store(out + i, load(in + i));
  if (i < end) store_some(out + i, load_some(in + i, end - i), end - i);
}

// The window of the tile at (y, x): straight from the image, or from `copy` with zeros where it leaves the image.
template <int K, int S, int C>
Window open_window(const ConvArgs& args, int y, int x, float* copy) {
  constexpr int kFloats = (S * (kPixels - 1) + K) * C;
  const int left = (x * S - args.pad_left) * C, row_floats = args.in.width * C;
  const bool inside = left >= 0 && left + kFloats <= row_floats;
  Window window;
  for (int ky = 0; ky < K; ++ky, copy += kFloats) {
    const int in_y = y * S + ky - args.pad_top;
    window.rows[ky] = nullptr;
    if (in_y < 0 || in_y >= args.in.height) continue;
    const float* row = args.dense_in + static_cast<ptrdiff_t>(in_y) * row_floats;
    window.rows[ky] = inside ? row + left : copy;
    if (!inside) copy_range(row + left, at_least(-left, 0), at_most(row_floats - left, kFloats), kFloats, copy);
  }
  return window;
}

// `count` pixels of the tile are real.
template <Act kAct>
[[gnu::always_inline]] inline void store_tile(const V (&acc)[kPixels], V slope, float* out, int count) {
#pragma GCC unroll 16
  for (int p = 0; p < kPixels; ++p) {
    if (p < count) store(out + p * kBlock, activate<kAct>(acc[p], slope));
  }
}

[[gnu::always_inline]] inline void finish(const V (&acc)[kPixels], Act act, const float* slope, float* out, int count) {
  switch (act) {
    case Act::kNone:
      return store_tile<Act::kNone>(acc, zero(), out, count);
    case Act::kRelu:
      return store_tile<Act::kRelu>(acc, zero(), out, count);
    case Act::kRelu6:
      return store_tile<Act::kRelu6>(acc, zero(), out, count);
    case Act::kPrelu:
      return store_tile<Act::kPrelu>(acc, load(slope), out, count);
    case Act::kHardSwish:
      return store_tile<Act::kHardSwish>(acc, zero(), out, count);
    case Act::kLogistic:
      return store_tile<Act::kLogistic>(acc, zero(), out, count);
  }
}

[[gnu::always_inline]] inline void fill(V (&acc)[kPixels], V value) {
#pragma GCC unroll 16
  for (int p = 0; p < kPixels; ++p) acc[p] = value;
}

// Where the tiles of a row start: every kPixels, the last one so that it ends with the row.
[[gnu::always_inline]] inline int tile_start(int x, int width) {
  return width < kPixels ? 0 : at_most(x, width - kPixels);
}

// The vectors of channels [0, channels), a multiple of the lanes, of one tile.
template <int K, int S, int C>
[[gnu::always_inline]] inline void tile(const ConvArgs& args, const Window& window, int y, int x, int channels) {
  for (int channel = 0; channel < channels; channel += kLanes) {
    const int block = channel / kBlock, lane = channel % kBlock;
    const float* weights = args.weights + static_cast<ptrdiff_t>(block) * K * K * C * kBlock + lane;
    V acc[kPixels];
    fill(acc, load(args.post.bias + channel));
    slide<K, S, C>(
        acc, window, [&](int i) { return load(weights + i * kBlock); },
        [&](int ky, int i) { return splat(window.rows[ky][i]); });
    finish(acc, args.post.act, args.post.slope + channel, args.out.at(y, block, x) + lane,
           at_most(args.out.width - x, kPixels));
  }
}

template <int K, int S, int C>
void whole_blocks_row(const ConvArgs& args, int y) {
  float copy[K * (S * (kPixels - 1) + K) * C + kLanes];
  const int channels = divide_up(args.out.channels, kLanes) * kLanes;
  for (int tile_x = 0; tile_x < args.out.width; tile_x += kPixels) {
    const int x = tile_start(tile_x, args.out.width);
    tile<K, S, C>(args, open_window<K, S, C>(args, y, x, copy), y, x, channels);
  }
  // Empty vectors of the last block hold zeros.
  for (int channel = channels; channel < args.out.blocks() * kBlock; channel += kLanes) {
    float* out = args.out.at(y, channel / kBlock, 0) + channel % kBlock;
    for (int x = 0; x < args.out.width; ++x) store(out + x * kBlock, zero());
  }
}

#if defined(__AVX512F__)
// Two windows of kRowFloats values a row, value by value: low[0] high[0] low[1] high[1] ... Rows start at multiples of
// pair_row_floats().
constexpr int pair_row_floats(int row_floats) { return 2 * ((row_floats + kLanes - 1) / kLanes * kLanes); }

template <int K, int kRowFloats>
void interleave(const Window& low, const Window& high, float* out) {
  for (int ky = 0; ky < K; ++ky, out += pair_row_floats(kRowFloats)) {
    if (low.rows[ky] == nullptr) continue;
    for (int i = 0; i < kRowFloats; i += kLanes) {
      const int count = at_most(kRowFloats - i, kLanes);
      const V p = count == kLanes ? load(low.rows[ky] + i) : load_some(low.rows[ky] + i, count);
      const V q = count == kLanes ? load(high.rows[ky] + i) : load_some(high.rows[ky] + i, count);
      store(out + 2 * i, interleave_low(p, q));
      store(out + 2 * i + kLanes, interleave_high(p, q));
    }
  }
}

template <Act kAct>
[[gnu::always_inline]] inline void store_pairs(const V (&acc)[kPixels], V slope, float* low, float* high) {
#pragma GCC unroll 16
  for (int p = 0; p < kPixels; ++p) {
    const V v = activate<kAct>(acc[p], slope);
    store(low + p * kBlock, even_lanes(v));
    store(high + p * kBlock, odd_lanes(v));
  }
}

// The last block of two tiles, of eight channels or fewer; `pairs` as interleave() leaves it.
template <int K, int S, int C>
void half_block_tile(const ConvArgs& args, const Window& window, const float* pairs, float* low, float* high) {
  constexpr int kRowFloats = (S * (kPixels - 1) + K) * C;
  const int block = args.out.blocks() - 1;
  const float* weights = args.weights + static_cast<ptrdiff_t>(block) * K * K * C * kBlock;
  const auto twice = [](const float* p) { return interleave_low(load(p), load(p)); };
  V acc[kPixels];
  fill(acc, twice(args.post.bias + block * kBlock));
  slide<K, S, C>(
      acc, window, [&](int i) { return twice(weights + i * kBlock); },
      [&](int ky, int i) { return splat_pair(pairs + ky * pair_row_floats(kRowFloats) + 2 * i); });
  switch (args.post.act) {
    case Act::kNone:
      return store_pairs<Act::kNone>(acc, zero(), low, high);
    case Act::kRelu:
      return store_pairs<Act::kRelu>(acc, zero(), low, high);
    case Act::kRelu6:
      return store_pairs<Act::kRelu6>(acc, zero(), low, high);
    case Act::kPrelu:
      return store_pairs<Act::kPrelu>(acc, twice(args.post.slope + block * kBlock), low, high);
    case Act::kHardSwish:
      return store_pairs<Act::kHardSwish>(acc, zero(), low, high);
    case Act::kLogistic:
      return store_pairs<Act::kLogistic>(acc, zero(), low, high);
  }
}

// Rows of at least kPixels whose last block holds eight channels or fewer.
template <int K, int S, int C>
void half_block_row(const ConvArgs& args, int y) {
  constexpr int kRowFloats = (S * (kPixels - 1) + K) * C;
  float copies[2][K * kRowFloats + kLanes];
  alignas(64) float pairs[K * pair_row_floats(kRowFloats)];
  const int width = args.out.width, last = args.out.blocks() - 1;
  for (int tile_x = 0; tile_x < width; tile_x += 2 * kPixels) {
    const int low_x = tile_start(tile_x, width), high_x = tile_start(tile_x + kPixels, width);
    const Window low = open_window<K, S, C>(args, y, low_x, copies[0]);
    const Window high = open_window<K, S, C>(args, y, high_x, copies[1]);
    interleave<K, kRowFloats>(low, high, pairs);
    tile<K, S, C>(args, low, y, low_x, last * kBlock);
    if (high_x > low_x) tile<K, S, C>(args, high, y, high_x, last * kBlock);
    half_block_tile<K, S, C>(args, low, pairs, args.out.at(y, last, low_x), args.out.at(y, last, high_x));
  }
}
#endif

template <int K, int S, int C>
void row(const ConvArgs& args, int y) {
#if defined(__AVX512F__)
  const int rest = args.out.channels % kBlock;
  if (rest > 0 && rest <= kLanes / 2 && args.out.width >= kPixels) return half_block_row<K, S, C>(args, y);
#endif
  whole_blocks_row<K, S, C>(args, y);
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
  const bool plain =
      args.kernel_w == k && args.stride_h == 2 && args.stride_w == 2 && args.dilation_h == 1 && args.dilation_w == 1;
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
