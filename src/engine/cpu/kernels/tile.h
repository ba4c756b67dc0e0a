// The register tile that pointwise and dense convolutions are made of: R rows x P pixels x N blocks of 16 output
// channels stay in registers while the K loop runs; per input channel the tile loads N weight blocks and broadcasts
// R*P activations. Weights are packed [O/16][tap][I][16] for every tile, so a tile of N blocks reads N streams.
#pragma once

#include "engine/cpu/kernels/kernels.h"
#include "engine/cpu/simd.h"

namespace saccade::cpu::SACCADE_ISA {

inline constexpr int kPerBlock = kBlock / kLanes;  // vectors in a block of channels

[[gnu::always_inline]] inline int at_most(int a, int b) { return a < b ? a : b; }
[[gnu::always_inline]] inline int at_least(int a, int b) { return a > b ? a : b; }
[[gnu::always_inline]] inline int divide_up(int a, int b) { return (a + b - 1) / b; }

template <Act kAct>
[[gnu::always_inline]] inline V activate(V v, V slope) {
  if constexpr (kAct == Act::kRelu) return max(v, zero());
  if constexpr (kAct == Act::kRelu6) return min(max(v, zero()), splat(6.0f));
  if constexpr (kAct == Act::kPrelu) return prelu(v, slope);
  if constexpr (kAct == Act::kHardSwish) return hard_swish(v);
  if constexpr (kAct == Act::kLogistic) return logistic(v);
  return v;
}

// For activations chosen at run time, where the branch costs nothing.
[[gnu::always_inline]] inline V activate_any(Act act, V v, V slope) {
  switch (act) {
    case Act::kNone:
      return v;
    case Act::kRelu:
      return activate<Act::kRelu>(v, slope);
    case Act::kRelu6:
      return activate<Act::kRelu6>(v, slope);
    case Act::kPrelu:
      return activate<Act::kPrelu>(v, slope);
    case Act::kHardSwish:
      return activate<Act::kHardSwish>(v, slope);
    case Act::kLogistic:
      return activate<Act::kLogistic>(v, slope);
  }
  return v;
}

// The convolution's own output, before depth_to_space expands it.
struct ConvShape {
  int width, channels, blocks;
  [[gnu::always_inline]] explicit ConvShape(const ConvArgs& args)
      : width(args.out.width / args.depth_to_space),
        channels(args.out.channels * args.depth_to_space * args.depth_to_space),
        blocks(divide_up(channels, kBlock)) {}
};

// tile_edges.cpp: what is too rare or too cheap to be compiled into every tile. A tile is R rows from y, P pixels from
// x, N blocks from `block`; its buffer is [R][N][P][16].
struct TilePlace {
  int y, x, block, rows, pixels, blocks;
};
// The residual of the tile, whatever its kind.
void load_residual(const ConvArgs& args, const TilePlace& place, float* buffer);
// Applies the activations that no tile is compiled for, in place; rows[r] is [N][P][16] with `block_stride`.
void activate_late(Act act, const TilePlace& place, float* const* rows, ptrdiff_t block_stride);
// To args.dense, or to args.out through depth_to_space.
void store_scattered(const ConvArgs& args, const TilePlace& place, const float* buffer);

#if defined(__AVX512F__)
// A tile of one vector a pixel needs a load for every multiply-add, and the weights' besides: two loads a cycle bound
// it to 89 % of peak. So a quarter of the pixels load four input channels at once and spread them by shuffles, which
// have a port of their own: 99 %. With more than a quarter it gets slower again.
template <int kPixels>
inline constexpr int kGroupedPixels = kPixels / 4;

template <int R, int P>
[[gnu::always_inline]] inline void load_groups(V (&groups)[kGroupedPixels<R * P> + 1], const float* const (&in)[R],
                                               ptrdiff_t pixel_stride, ptrdiff_t k) {
#pragma GCC unroll 32
  for (int i = 0; i < kGroupedPixels<R * P>; ++i) groups[i] = load_group(in[i / P] + i % P * pixel_stride + k);
}

// The first count / 4 * 4 input channels; returns their number.
template <int R, int P>
[[gnu::always_inline]] inline ptrdiff_t accumulate_grouped(V (&acc)[R][P][1], const float* const (&in)[R],
                                                           ptrdiff_t pixel_stride, const float* weights, int count) {
  ptrdiff_t k = 0;
  for (; k + 4 <= count; k += 4) {
    V groups[kGroupedPixels<R * P> + 1];
    load_groups<R, P>(groups, in, pixel_stride, k);
#pragma GCC unroll 4
    for (int j = 0; j < 4; ++j) {
      const V w = load(weights + (k + j) * kBlock);
#pragma GCC unroll 32
      for (int i = 0; i < R * P; ++i) {
        const V a =
            i < kGroupedPixels<R * P> ? splat_of_group(groups[i], j) : splat(in[i / P][i % P * pixel_stride + k + j]);
        acc[i / P][i % P][0] = fma(a, w, acc[i / P][i % P][0]);
      }
    }
  }
  return k;
}
#endif

// acc += activations x weights over `count` input channels of one block and one tap.
template <int R, int P, int N>
[[gnu::always_inline]] inline void accumulate(V (&acc)[R][P][N * kPerBlock], const float* const (&in)[R],
                                              ptrdiff_t pixel_stride, const float* weights, ptrdiff_t block_stride,
                                              int count) {
  ptrdiff_t k = 0;
  int left = count;
#if defined(__AVX512F__)
  if constexpr (N == 1) {
    k = accumulate_grouped<R, P>(acc, in, pixel_stride, weights, count);
    left = count % 4;
  }
#endif
  for (; left > 0; --left, ++k) {
    V w[N * kPerBlock];
#pragma GCC unroll 16
    for (int n = 0; n < N; ++n) {
#pragma GCC unroll 4
      for (int i = 0; i < kPerBlock; ++i)
        w[n * kPerBlock + i] = load(weights + n * block_stride + k * kBlock + i * kLanes);
    }
#pragma GCC unroll 4
    for (int r = 0; r < R; ++r) {
#pragma GCC unroll 16
      for (int p = 0; p < P; ++p) {
        const V a = splat(in[r][p * pixel_stride + k]);
#pragma GCC unroll 16
        for (int j = 0; j < N * kPerBlock; ++j) acc[r][p][j] = fma(a, w[j], acc[r][p][j]);
      }
    }
  }
}

// Input of a 1x1 convolution: the pixels of R rows themselves.
template <int R>
class PointwiseInput {
 public:
  static constexpr bool kPairs = false;

  [[gnu::always_inline]] PointwiseInput(const ConvArgs& args, int y, int block)
      : weights_(args.weights + static_cast<ptrdiff_t>(block) * kBlock * args.in.channels),
        channels_(args.in.channels),
        in_stride_(args.in.block_stride) {
    for (int r = 0; r < R; ++r) rows_[r] = args.in.at(y + r, 0, 0);
  }

  template <int P, int N>
  [[gnu::always_inline]] void run(V (&acc)[R][P][N * kPerBlock], int x) const {
    const ptrdiff_t block_stride = static_cast<ptrdiff_t>(channels_) * kBlock;
    const float* weights = weights_;
    const float* in[R];
    for (int r = 0; r < R; ++r) in[r] = rows_[r] + x * kBlock;
    int left = channels_;
    for (; left >= kBlock; left -= kBlock) {
      accumulate<R, P, N>(acc, in, kBlock, weights, block_stride, kBlock);
      for (int r = 0; r < R; ++r) in[r] += in_stride_;
      weights += kBlock * kBlock;
    }
    if (left > 0) accumulate<R, P, N>(acc, in, kBlock, weights, block_stride, left);
  }

 private:
  const float* rows_[R];
  const float* weights_;
  int channels_;
  ptrdiff_t in_stride_;
};

#if defined(__AVX512F__)
// Input of a 1x1 convolution to a last block of eight channels or fewer. Lane 2c takes the even input channels of
// output channel c, lane 2c + 1 the odd ones: half the multiply-adds and half the broadcasts. The sums start at zero.
// The number of input channels is even: what lies behind the last one is not always the map's to read.
template <int R>
class PairInput {
 public:
  static constexpr bool kPairs = true;

  [[gnu::always_inline]] PairInput(const ConvArgs& args, int y, int block)
      : row_(args.in.at(y, 0, 0)),
        weights_(args.weights + static_cast<ptrdiff_t>(block) * kBlock * args.in.channels),
        channels_(args.in.channels),
        in_stride_(args.in.block_stride) {
    static_assert(R == 1);
  }

  template <int P, int N>
  [[gnu::always_inline]] void run(V (&acc)[1][P][N * kPerBlock], int x) const {
    static_assert(N == 1);
    const float* weights = weights_;
    const float* in = row_ + x * kBlock;
    for (int left = channels_; left > 0; left -= kBlock) {
      const int count = at_most(left, kBlock);
      for (int k = 0; k < count; k += 2, weights += 2 * kBlock) {
        const V w = interleave_low(load(weights), load(weights + kBlock));
#pragma GCC unroll 32
        for (int p = 0; p < P; ++p) acc[0][p][0] = fma(splat_pair(in + p * kBlock + k), w, acc[0][p][0]);
      }
      in += in_stride_;
    }
#pragma GCC unroll 32
    for (int p = 0; p < P; ++p) acc[0][p][0] = add(even_lanes(acc[0][p][0]), odd_lanes(acc[0][p][0]));
  }

 private:
  const float* row_;
  const float* weights_;
  int channels_;
  ptrdiff_t in_stride_;
};
#endif

// Input of a kernel_h x kernel_w convolution: taps in rows that do not exist are skipped (so R is 1), taps left and
// right of the row read the map's pad.
template <int R>
class WindowInput {
 public:
  static constexpr bool kPairs = false;

  [[gnu::always_inline]] WindowInput(const ConvArgs& args, int y, int block)
      : args_(args), top_(y * args.stride_h - args.pad_top), block_(block) {
    static_assert(R == 1);
  }

  template <int P, int N>
  [[gnu::always_inline]] void run(V (&acc)[1][P][N * kPerBlock], int x) const {
    const int channels = args_.in.channels;
    const ptrdiff_t tap_stride = static_cast<ptrdiff_t>(channels) * kBlock;
    const ptrdiff_t block_stride = tap_stride * args_.kernel_h * args_.kernel_w;
    const ptrdiff_t pixel_stride = static_cast<ptrdiff_t>(args_.stride_w) * kBlock;
    const float* weights = args_.weights + block_ * block_stride;
    for (int ky = 0; ky < args_.kernel_h; ++ky) {
      const int in_y = top_ + ky * args_.dilation_h;
      if (in_y < 0 || in_y >= args_.in.height) {
        weights += tap_stride * args_.kernel_w;
        continue;
      }
      for (int kx = 0; kx < args_.kernel_w; ++kx) {
        const float* in[1] = {args_.in.at(in_y, 0, x * args_.stride_w + kx * args_.dilation_w - args_.pad_left)};
        for (int left = channels; left > 0; left -= kBlock) {
          const int count = at_most(left, kBlock);
          accumulate<1, P, N>(acc, in, pixel_stride, weights, block_stride, count);
          in[0] += args_.in.block_stride;
          weights += count * kBlock;
        }
      }
    }
  }

 private:
  const ConvArgs& args_;
  int top_, block_;
};

// The residual of R rows and the blocks from `block`. The same map and whole 2x2 windows are read in place, as a
// buffer costs a tenth of a tile; the others go through one.
template <int R>
class Residual {
 public:
  [[gnu::always_inline]] Residual(const ConvArgs& args, int y, int block) : args_(args), y_(y), block_(block) {
    if (args.post.res == Res::kNone) return;
    const Map& map = *args.post.residual;
    blocks_ = map.blocks() - block;
    if (args.post.res == Res::kSame) kind_ = Kind::kSame;
    if (args.post.res == Res::kMaxPool2x2 && 2 * (y + R) <= map.height) kind_ = Kind::kPool;
    if (kind_ == Kind::kNone) kind_ = Kind::kBuffer;
    const int scale = kind_ == Kind::kPool ? 2 : 1;
    for (int r = 0; r < R && kind_ != Kind::kBuffer; ++r) top_[r] = map.at(scale * (y + r), block, 0);
    for (int r = 0; r < R && kind_ == Kind::kPool; ++r) bottom_[r] = map.at(scale * (y + r) + 1, block, 0);
    stride_ = map.block_stride;
    width_ = map.width;
  }

  template <int P, int N>
  [[gnu::always_inline]] void add_to(V (&acc)[R][P][N * kPerBlock], int x, float* buffer) const {
    if (kind_ == Kind::kNone) return;
    if (kind_ == Kind::kSame) {
      add_blocks<P, N>(
          acc, [&](int r, int n, int p, int lane) { return load(top_[r] + n * stride_ + (x + p) * kBlock + lane); });
    } else if (kind_ == Kind::kPool && 2 * (x + P) <= width_) {
      add_blocks<P, N>(acc, [&](int r, int n, int p, int lane) {
        const float* top = top_[r] + n * stride_ + 2 * (x + p) * kBlock + lane;
        const float* bottom = bottom_[r] + n * stride_ + 2 * (x + p) * kBlock + lane;
        return max(max(load(top), load(top + kBlock)), max(load(bottom), load(bottom + kBlock)));
      });
    } else {
      load_residual(args_, {y_, x, block_, R, P, N}, buffer);
      add_blocks<P, N>(
          acc, [&](int r, int n, int p, int lane) { return load(buffer + ((r * N + n) * P + p) * kBlock + lane); });
    }
  }

 private:
  enum class Kind { kNone, kSame, kPool, kBuffer };

  template <int P, int N, typename Load>
  [[gnu::always_inline]] void add_blocks(V (&acc)[R][P][N * kPerBlock], Load load_at) const {
#pragma GCC unroll 16
    for (int n = 0; n < N; ++n) {
      if (n >= blocks_) break;
#pragma GCC unroll 4
      for (int r = 0; r < R; ++r) {
#pragma GCC unroll 32
        for (int p = 0; p < P; ++p) {
#pragma GCC unroll 4
          for (int i = 0; i < kPerBlock; ++i) {
            V& a = acc[r][p][n * kPerBlock + i];
            a = add(a, load_at(r, n, p, i * kLanes));
          }
        }
      }
    }
  }

  const ConvArgs& args_;
  int y_, block_;
  Kind kind_ = Kind::kNone;
  const float* top_[R];
  const float* bottom_[R];
  ptrdiff_t stride_ = 0;
  int blocks_ = 0, width_ = 0;
};

// Output rows y .. y+R, blocks block .. block+N, all pixels; the last tile of a row overlaps the one before it. What
// does not depend on x is worked out before the loop, as its latency would show between tiles.
// kAct is kNone, kRelu, kRelu6 or kPrelu; the other activations are applied to the finished tile.
template <template <int> class Input, int R, int P, int N, Act kAct>
void tile_rows(const ConvArgs& args, int y, int block) {
  constexpr int kVectors = N * kPerBlock;
  const int width = ConvShape(args).width;
  const bool scattered = args.dense != nullptr || args.depth_to_space != 1;
  const bool late = args.post.act == Act::kHardSwish || args.post.act == Act::kLogistic;
  const float* bias = args.post.bias + block * kBlock;
  const float* slope = args.post.slope + block * kBlock;
  const Input<R> input(args, y, block);
  const Residual<R> residual(args, y, block);
  alignas(64) float buffer[R * N * P * kBlock];
  float* rows[R];
  for (int r = 0; r < R; ++r) rows[r] = scattered ? buffer + r * N * P * kBlock : args.out.at(y + r, block, 0);
  const ptrdiff_t block_stride = scattered ? P * kBlock : args.out.block_stride;
  const ptrdiff_t pixel_stride = scattered ? 0 : kBlock;

  for (int tile_x = 0; tile_x < width; tile_x += P) {
    const int x = at_most(tile_x, width - P);
    V acc[R][P][kVectors];
    const auto start = [&](auto&& value) {
#pragma GCC unroll 16
      for (int j = 0; j < kVectors; ++j) {
        const V initial = load(bias + j * kLanes);
#pragma GCC unroll 4
        for (int r = 0; r < R; ++r) {
#pragma GCC unroll 32
          for (int p = 0; p < P; ++p) acc[r][p][j] = value(acc[r][p][j], initial);
        }
      }
    };
    if constexpr (Input<R>::kPairs) {
      start([](V, V) { return zero(); });
      input.template run<P, N>(acc, x);
      start([](V sum, V initial) { return add(sum, initial); });
      residual.template add_to<P, N>(acc, x, buffer);
    } else {
      start([](V, V initial) { return initial; });
      residual.template add_to<P, N>(acc, x, buffer);
      input.template run<P, N>(acc, x);
    }

    float* out[R];
    for (int r = 0; r < R; ++r) out[r] = rows[r] + x * pixel_stride;
#pragma GCC unroll 16
    for (int j = 0; j < kVectors; ++j) {
      const V slopes = kAct == Act::kPrelu ? load(slope + j * kLanes) : zero();
#pragma GCC unroll 4
      for (int r = 0; r < R; ++r) {
        float* to = out[r] + j / kPerBlock * block_stride + j % kPerBlock * kLanes;
#pragma GCC unroll 32
        for (int p = 0; p < P; ++p) store(to + p * kBlock, activate<kAct>(acc[r][p][j], slopes));
      }
    }
    if (late || scattered) [[unlikely]] {
      const TilePlace place{y, x, block, R, P, N};
      if (late) activate_late(args.post.act, place, out, block_stride);
      if (scattered) store_scattered(args, place, buffer);
    }
  }
}

// One row of a tile table.
struct Tile {
  int rows, pixels, blocks;
  bool half;  // for a last block of eight channels or fewer
  int speed;  // per cent of peak while it runs full tiles; channels that fill a block count
  using Run = void (*)(const ConvArgs& args, int y, int block);
  Run run[4];  // by Act: kNone, kRelu, kRelu6, kPrelu
};

template <template <int> class Input, int R, int P, int N>
constexpr Tile make_tile(int speed) {
  return {R,
          P,
          N,
          Input<R>::kPairs,
          speed,
          {tile_rows<Input, R, P, N, Act::kNone>, tile_rows<Input, R, P, N, Act::kRelu>,
           tile_rows<Input, R, P, N, Act::kRelu6>, tile_rows<Input, R, P, N, Act::kPrelu>}};
}

// Zeros into the pads of these rows, and into the channels that fill the last block.
void zero_pads(const Map& map, int row_begin, int row_end);
void zero_unused_channels(const Map& map, int row_begin, int row_end);

// tile_plan.cpp. Tables end where a tile has no rows.
void plan_tiles(ConvArgs& args, const Tile* tiles);
// Runs the plan over the rows of args and zeroes pads. Panels are outermost: a panel's weights stay in L1 while the
// rows pass, and the rows of a strip stay in L2.
void run_tiles(const ConvArgs& args, const Tile* tiles);

}  // namespace saccade::cpu::SACCADE_ISA
