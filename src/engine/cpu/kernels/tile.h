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
    case Act::kNone: return v;
    case Act::kRelu: return activate<Act::kRelu>(v, slope);
    case Act::kRelu6: return activate<Act::kRelu6>(v, slope);
    case Act::kPrelu: return activate<Act::kPrelu>(v, slope);
    case Act::kHardSwish: return activate<Act::kHardSwish>(v, slope);
    case Act::kLogistic: return activate<Act::kLogistic>(v, slope);
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

// acc += activations x weights over `count` input channels of one block and one tap.
template <int R, int P, int N>
[[gnu::always_inline]] inline void accumulate(V (&acc)[R][P][N * kPerBlock], const float* const (&in)[R],
                                              ptrdiff_t pixel_stride, const float* weights, ptrdiff_t block_stride,
                                              int count) {
  for (int k = 0; k < count; ++k) {
    V w[N * kPerBlock];
#pragma GCC unroll 16
    for (int n = 0; n < N; ++n) {
#pragma GCC unroll 4
      for (int i = 0; i < kPerBlock; ++i) w[n * kPerBlock + i] = load(weights + n * block_stride + k * kBlock + i * kLanes);
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

// Input of a 1x1 convolution: the pixels of the row itself.
struct PointwiseInput {
  template <int R, int P, int N>
  [[gnu::always_inline]] static void run(V (&acc)[R][P][N * kPerBlock], const ConvArgs& args, int y, int x, int block) {
    const int channels = args.in.channels;
    const ptrdiff_t block_stride = static_cast<ptrdiff_t>(channels) * kBlock;
    const float* weights = args.weights + block * block_stride;
    const float* in[R];
    for (int r = 0; r < R; ++r) in[r] = args.in.at(y + r, 0, x);
    int left = channels;
    for (; left >= kBlock; left -= kBlock) {
      accumulate<R, P, N>(acc, in, kBlock, weights, block_stride, kBlock);
      for (int r = 0; r < R; ++r) in[r] += args.in.block_stride;
      weights += kBlock * kBlock;
    }
    if (left > 0) accumulate<R, P, N>(acc, in, kBlock, weights, block_stride, left);
  }
};

// Input of a kernel_h x kernel_w convolution: taps in rows that do not exist are skipped (R is 1), taps left and right of
// the row read the map's pad.
struct WindowInput {
  template <int R, int P, int N>
  [[gnu::always_inline]] static void run(V (&acc)[R][P][N * kPerBlock], const ConvArgs& args, int y, int x, int block) {
    static_assert(R == 1);
    const int channels = args.in.channels;
    const ptrdiff_t tap_stride = static_cast<ptrdiff_t>(channels) * kBlock;
    const ptrdiff_t block_stride = tap_stride * args.kernel_h * args.kernel_w;
    const ptrdiff_t pixel_stride = static_cast<ptrdiff_t>(args.stride_w) * kBlock;
    const float* weights = args.weights + block * block_stride;
    for (int ky = 0; ky < args.kernel_h; ++ky) {
      const int in_y = y * args.stride_h + ky * args.dilation_h - args.pad_top;
      if (in_y < 0 || in_y >= args.in.height) {
        weights += tap_stride * args.kernel_w;
        continue;
      }
      for (int kx = 0; kx < args.kernel_w; ++kx) {
        const float* in[1] = {args.in.at(in_y, 0, x * args.stride_w + kx * args.dilation_w - args.pad_left)};
        for (int left = channels; left > 0; left -= kBlock) {
          const int count = at_most(left, kBlock);
          accumulate<1, P, N>(acc, in, pixel_stride, weights, block_stride, count);
          in[0] += args.in.block_stride;
          weights += count * kBlock;
        }
      }
    }
  }
};

// Output rows y .. y+R, blocks block .. block+N, all pixels; the last tile of a row overlaps the one before it.
// kAct is kNone, kRelu, kRelu6 or kPrelu; the other activations are applied to the finished tile.
template <class Input, int R, int P, int N, Act kAct>
void tile_rows(const ConvArgs& args, int y, int block) {
  constexpr int kVectors = N * kPerBlock;
  const Post& post = args.post;
  const int width = ConvShape(args).width;
  const bool scattered = args.dense != nullptr || args.depth_to_space != 1;
  const bool late = post.act == Act::kHardSwish || post.act == Act::kLogistic;
  const bool direct_residual = post.res == Res::kSame && block + N <= post.residual->blocks();
  alignas(64) float buffer[R * N * P * kBlock];
  for (int tile_x = 0; tile_x < width; tile_x += P) {
    const TilePlace place{y, at_most(tile_x, width - P), block, R, P, N};
    V acc[R][P][kVectors];
#pragma GCC unroll 16
    for (int j = 0; j < kVectors; ++j) {
      const V bias = load(post.bias + block * kBlock + j * kLanes);
#pragma GCC unroll 4
      for (int r = 0; r < R; ++r) {
#pragma GCC unroll 16
        for (int p = 0; p < P; ++p) acc[r][p][j] = bias;
      }
    }
    if (post.res != Res::kNone) {
      if (!direct_residual) load_residual(args, place, buffer);
      const ptrdiff_t block_stride = direct_residual ? post.residual->block_stride : P * kBlock;
#pragma GCC unroll 4
      for (int r = 0; r < R; ++r) {
        const float* from = direct_residual ? post.residual->at(y + r, block, place.x) : buffer + r * N * P * kBlock;
#pragma GCC unroll 16
        for (int j = 0; j < kVectors; ++j) {
#pragma GCC unroll 16
          for (int p = 0; p < P; ++p) {
            acc[r][p][j] = add(acc[r][p][j], load(from + p * kBlock + j % kPerBlock * kLanes));
          }
          if (j % kPerBlock == kPerBlock - 1) from += block_stride;
        }
      }
    }
    Input::template run<R, P, N>(acc, args, y, place.x, block);

    float* out[R];
    for (int r = 0; r < R; ++r) out[r] = scattered ? buffer + r * N * P * kBlock : args.out.at(y + r, block, place.x);
    const ptrdiff_t block_stride = scattered ? P * kBlock : args.out.block_stride;
#pragma GCC unroll 16
    for (int j = 0; j < kVectors; ++j) {
      const V slope = kAct == Act::kPrelu ? load(post.slope + block * kBlock + j * kLanes) : zero();
#pragma GCC unroll 4
      for (int r = 0; r < R; ++r) {
        float* to = out[r] + j / kPerBlock * block_stride + j % kPerBlock * kLanes;
#pragma GCC unroll 16
        for (int p = 0; p < P; ++p) store(to + p * kBlock, activate<kAct>(acc[r][p][j], slope));
      }
    }
    if (late) activate_late(post.act, place, out, block_stride);
    if (scattered) store_scattered(args, place, buffer);
  }
}

// One row of a tile table.
struct Tile {
  int rows, pixels, blocks;
  int speed;  // per cent of peak while it runs full tiles
  using Run = void (*)(const ConvArgs& args, int y, int block);
  Run run[4];  // by Act: kNone, kRelu, kRelu6, kPrelu
};

template <class Input, int R, int P, int N>
constexpr Tile make_tile(int speed) {
  return {R, P, N, speed,
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
