// Depthwise convolution. P outputs of one row stay in registers; per kernel row the weights are loaded once and every
// input pixel of the window once, for all outputs that it serves. Kernel rows outside the map are skipped.
#include "engine/cpu/kernels/tile.h"
#include "engine/cpu/kernels/units.h"

namespace saccade::cpu::SACCADE_ISA {
namespace {

// How a tile's vectors lie in memory. Whole: kLanes channels of one pixel.
struct Whole {
  [[gnu::always_inline]] V channel(const float* p) const { return load(p); }  // weights, bias, slope
  [[gnu::always_inline]] V pixel(const float* p) const { return load(p); }
  [[gnu::always_inline]] void put(float* p, V v) const { store(p, v); }
};

#if defined(__AVX512F__)
// Eight channels of one pixel and of another, which lies a distance behind it: a last block that is at most half full.
struct Half {
  ptrdiff_t in_distance, out_distance;
  [[gnu::always_inline]] V channel(const float* p) const { return load_twice(p); }
  [[gnu::always_inline]] V pixel(const float* p) const { return load_halves(p, p + in_distance); }
  [[gnu::always_inline]] void put(float* p, V v) const {
    store(p, low_half(v));
    store(p + out_distance, high_half(v));
  }
};
#endif

template <Act kAct, int P, typename Access>
[[gnu::always_inline]] inline void store_tile(const V (&acc)[P], V slope, float* out, const Access& access) {
#pragma GCC unroll 16
  for (int p = 0; p < P; ++p) access.put(out + p * kBlock, activate<kAct>(acc[p], slope));
}

template <int P, typename Access>
[[gnu::always_inline]] inline void finish(const V (&acc)[P], Act act, const float* slope, float* out,
                                          const Access& access) {
  switch (act) {
    case Act::kNone:
      return store_tile<Act::kNone>(acc, zero(), out, access);
    case Act::kRelu:
      return store_tile<Act::kRelu>(acc, zero(), out, access);
    case Act::kRelu6:
      return store_tile<Act::kRelu6>(acc, zero(), out, access);
    case Act::kPrelu:
      return store_tile<Act::kPrelu>(acc, access.channel(slope), out, access);
    case Act::kHardSwish:
      return store_tile<Act::kHardSwish>(acc, zero(), out, access);
    case Act::kLogistic:
      return store_tile<Act::kLogistic>(acc, zero(), out, access);
  }
}

// Fixed kernel and stride, no dilation: outputs (y, x..x+P), lanes `lane`.. of one block.
template <int K, int S, int P, typename Access>
[[gnu::always_inline]] inline void slide(V (&acc)[P], const ConvArgs& args, int y, int x, int block, int lane,
                                         const Access& access) {
  const int top = y * S - args.pad_top;
  const int ky_begin = at_least(0, -top), ky_end = at_most(K, args.in.height - top);
  const float* weights = args.weights + static_cast<ptrdiff_t>(block) * K * K * kBlock + ky_begin * K * kBlock + lane;
  for (int ky = ky_begin; ky < ky_end; ++ky, weights += K * kBlock) {
    V w[K];
#pragma GCC unroll 8
    for (int kx = 0; kx < K; ++kx) w[kx] = access.channel(weights + kx * kBlock);
    const float* in = args.in.at(top + ky, block, x * S - args.pad_left) + lane;
    // Column j of the window is tap j - S*p of output p.
#pragma GCC unroll 64
    for (int j = 0; j < S * (P - 1) + K; ++j) {
      const V v = access.pixel(in + j * kBlock);
#pragma GCC unroll 16
      for (int p = 0; p < P; ++p) {
        if (j - S * p >= 0 && j - S * p < K) acc[p] = fma(v, w[j - S * p], acc[p]);
      }
    }
  }
}

template <int P>
[[gnu::always_inline]] inline void slide_any(V (&acc)[P], const ConvArgs& args, int y, int x, int block, int lane) {
  const float* weights = args.weights + static_cast<ptrdiff_t>(block) * args.kernel_h * args.kernel_w * kBlock + lane;
  const ptrdiff_t step = static_cast<ptrdiff_t>(args.stride_w) * kBlock;
  for (int ky = 0; ky < args.kernel_h; ++ky) {
    const int in_y = y * args.stride_h + ky * args.dilation_h - args.pad_top;
    for (int kx = 0; kx < args.kernel_w; ++kx, weights += kBlock) {
      if (in_y < 0 || in_y >= args.in.height) continue;
      const V w = load(weights);
      const float* in = args.in.at(in_y, block, x * args.stride_w + kx * args.dilation_w - args.pad_left) + lane;
#pragma GCC unroll 16
      for (int p = 0; p < P; ++p) acc[p] = fma(load(in + p * step), w, acc[p]);
    }
  }
}

template <int P>
[[gnu::always_inline]] inline void fill(V (&acc)[P], V value) {
#pragma GCC unroll 16
  for (int p = 0; p < P; ++p) acc[p] = value;
}

// K == 0: any kernel. One row of one block; the last tile overlaps the one before it.
template <int K, int S, int P>
void row(const ConvArgs& args, int y, int block) {
  constexpr Whole kWhole;
  for (int tile_x = 0; tile_x < args.out.width; tile_x += P) {
    const int x = at_most(tile_x, args.out.width - P);
    for (int lane = 0; lane < kBlock; lane += kLanes) {
      const int channel = block * kBlock + lane;
      V acc[P];
      fill(acc, load(args.post.bias + channel));
      if constexpr (K == 0) {
        slide_any<P>(acc, args, y, x, block, lane);
      } else {
        slide<K, S, P>(acc, args, y, x, block, lane, kWhole);
      }
      finish(acc, args.post.act, args.post.slope + channel, args.out.at(y, block, x) + lane, kWhole);
    }
  }
}

#if defined(__AVX512F__)
// One row of the last block, of eight channels or fewer; 2 * P pixels or more.
template <int K, int S, int P>
void half_row(const ConvArgs& args, int y, int block) {
  const int channel = block * kBlock, width = args.out.width;
  for (int tile_x = 0; tile_x < width; tile_x += 2 * P) {
    const int x = at_most(tile_x, width - P), high_x = at_most(tile_x + P, width - P);
    const Half half{static_cast<ptrdiff_t>(high_x - x) * S * kBlock, static_cast<ptrdiff_t>(high_x - x) * kBlock};
    V acc[P];
    fill(acc, load_twice(args.post.bias + channel));
    slide<K, S, P>(acc, args, y, x, block, 0, half);
    finish(acc, args.post.act, args.post.slope + channel, args.out.at(y, block, x), half);
  }
}
#endif

using Row = void (*)(const ConvArgs& args, int y, int block);
struct Width {
  int pixels;
  Row k3s1, k3s2, k5s1, k5s2, any;
};
template <int P>
constexpr Width width() {
  return {P, row<3, 1, P>, row<3, 2, P>, row<5, 1, P>, row<5, 2, P>, row<0, 1, P>};
}

// Outputs per tile: as many as registers hold beside K weights and one input. Rows are cut into the fewest tiles.
#if defined(__AVX512F__)
template <int P>
constexpr Width half_width() {
  return {2 * P, half_row<3, 1, P>, half_row<3, 2, P>, half_row<5, 1, P>, half_row<5, 2, P>, nullptr};
}
constexpr Width kWidths[] = {width<16>(), width<14>(), width<12>(), width<8>(), width<7>(), width<6>(),
                             width<4>(),  width<3>(),  width<2>(),  width<1>(), {}};
constexpr Width kHalfWidths[] = {half_width<16>(), half_width<14>(), half_width<12>(), half_width<8>(),
                                 half_width<7>(),  half_width<6>(),  half_width<4>(),  {}};
#else
constexpr Width kWidths[] = {width<8>(), width<7>(), width<6>(), width<4>(), width<3>(), width<2>(), width<1>(), {}};
constexpr Width kHalfWidths[] = {{}};
#endif

inline constexpr int kTabled = 257;  // output widths below this

// For each output width the entry of `widths` to cut it with, -1 when it is narrower than every tile.
struct Choices {
  int8_t entry[kTabled] = {};
};
constexpr int choose(const Width* widths, int out_width) {
  int best = -1, best_cost = 0;
  for (int i = 0; widths[i].pixels != 0; ++i) {
    const int pixels = widths[i].pixels;
    if (pixels > out_width) continue;
    const int cost = (out_width + pixels - 1) / pixels * (pixels + 2);  // a tile's own cost is about that of two pixels
    if (best < 0 || cost < best_cost) best = i, best_cost = cost;
  }
  return best;
}
constexpr Choices choices(const Width* widths) {
  Choices choices;
  for (int width = 0; width < kTabled; ++width) choices.entry[width] = static_cast<int8_t>(choose(widths, width));
  return choices;
}
// Strips call the kernel for a few rows at a time, so that working this out again would show.
constexpr Choices kChoices = choices(kWidths);
constexpr Choices kHalfChoices = choices(kHalfWidths);

// Null when there is none.
Row choose_row(const ConvArgs& args, const Width* widths, const Choices& choices) {
  const int width = args.out.width;
  const int entry = width < kTabled ? choices.entry[width] : choose(widths, width);
  if (entry < 0) return nullptr;
  const Width& best = widths[entry];
  const bool square = args.kernel_h == args.kernel_w && args.stride_h == args.stride_w;
  const bool dilated = args.dilation_h != 1 || args.dilation_w != 1;
  if (square && !dilated && args.kernel_h == 3 && args.stride_h == 1) return best.k3s1;
  if (square && !dilated && args.kernel_h == 3 && args.stride_h == 2) return best.k3s2;
  if (square && !dilated && args.kernel_h == 5 && args.stride_h == 1) return best.k5s1;
  if (square && !dilated && args.kernel_h == 5 && args.stride_h == 2) return best.k5s2;
  return best.any;
}

}  // namespace

void depthwise(const ConvArgs& args) {
  const Row whole = choose_row(args, kWidths, kChoices);
  const int rest = args.out.channels % kBlock;
  const Row half = rest > 0 && rest <= kBlock / 2 ? choose_row(args, kHalfWidths, kHalfChoices) : nullptr;
  for (int block = 0; block < args.out.blocks(); ++block) {
    const Row run = half != nullptr && block == args.out.blocks() - 1 ? half : whole;
    for (int y = args.row_begin; y < args.row_end; ++y) run(args, y, block);
  }
  zero_pads(args.out, args.row_begin, args.row_end);
  if (args.post.act == Act::kLogistic) zero_unused_channels(args.out, args.row_begin, args.row_end);
}

}  // namespace saccade::cpu::SACCADE_ISA
