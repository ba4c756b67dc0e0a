// The kernel vocabulary of the CPU engine: what each kernel computes, over which memory. Every kernel is one file
// in this folder, written once over ../simd.h and compiled per instruction set into namespace
// saccade::cpu::SACCADE_ISA; callers take a KernelTable and see nothing of that. Packing (pack.cpp) and memory layout
// are the same on every instruction set.
//
// A feature map is stored row-blocked: rows of [C/16][pad + W + pad][16] floats, channels padded to 16, `pad` pixels
// left and right of every row of every block. The block is 16 channels on every instruction set (one AVX-512 vector,
// two AVX2, four of four lanes). Measured reasons: docs/decisions.md, "row-blocked".
//
// Who keeps what zero: a kernel that writes rows of a map writes them whole, that is also zeros into their pads and
// into the channels that fill the last block. So a map's memory may hold anything before, and consumers may read the
// pads as the convolution's zero padding. Rows outside [0, height) exist in no memory; kernels skip them.
//
// No kernel allocates, and none checks its arguments: the plan owns their truth. Outputs must not overlap inputs or
// residuals: pixels are computed twice where tiles overlap at the end of a row.
#pragma once

#include <cstddef>
#include <cstdint>

namespace saccade::cpu {

enum class Isa : uint8_t;  // isa.h

inline constexpr int kBlock = 16;

struct Map {
  float* data = nullptr;  // first real pixel of row 0, block 0 (after the left pad); 64-byte aligned
  int height = 0, width = 0, channels = 0;
  int pad = 0;                 // zero pixels left and right in memory
  int ring = 0;                // strip fusion: a power of two when only the last `ring` rows exist, row y at y % ring
  ptrdiff_t block_stride = 0;  // floats from one block of 16 channels to the next: (width + 2*pad) * 16
  ptrdiff_t row_stride = 0;    // floats from one row to the next: blocks() * block_stride

  // Always inlined: a shared inline function that is not would be compiled with some unit's instruction set.
  [[gnu::always_inline]] int blocks() const { return (channels + kBlock - 1) / kBlock; }
  [[gnu::always_inline]] float* at(int y, int block, int x) const {
    return data + (y & (ring - 1)) * row_stride + block * block_stride + static_cast<ptrdiff_t>(x) * kBlock;
  }
};

// Floats of memory for `rows` rows of such a map (the whole map, or a ring of 2^n rows).
size_t map_floats(int rows, int width, int channels, int pad);
// The map in that memory. `memory` is 64-byte aligned; rows < height makes a ring and must be a power of two.
Map make_map(float* memory, int rows, int height, int width, int channels, int pad);

enum class Act : uint8_t { kNone, kRelu, kRelu6, kPrelu, kHardSwish, kLogistic };
enum class Res : uint8_t { kNone, kSame, kMaxPool2x2, kUpsample2x };

// out = act(acc + bias + residual). The residual is added to the accumulators before the K loop.
struct Post {
  const float* bias = nullptr;    // [channels padded to 16], zeros where the model has none; never null
  const float* slope = nullptr;   // kPrelu: [channels padded to 16]
  const Map* residual = nullptr;  // kSame: same height and width; kMaxPool2x2: twice; kUpsample2x: half
  Res res = Res::kNone;           // residual channels beyond its own count as zero; conv only
  Act act = Act::kNone;
  bool half_pixel = false;  // kUpsample2x: half-pixel centres
};

// How a dense convolution is cut into register tiles; set by KernelTable::plan_tiles.
struct TilePlan {
  struct Part {
    uint8_t tile = 0, single_row_tile = 0;  // rows of the kernel's tile table
    uint16_t panels = 0;                    // panels of output channels cut with it
  };
  Part parts[3];
};

// Rows [row_begin, row_end) of `out` are produced. Splitting the rows in any way gives bit-identical results.
// `in.pad` must cover what the kernel reads left and right of a row; 1x1 convolutions read no pad.
// `dense` (conv only): when set, output pixel (y,x) goes to dense[(y*width + x)*dense_pitch + channel] (only real
// channels are written) and out.data is not touched: network outputs and views. out still gives the shape.
struct ConvArgs {
  Map in, out;
  const float* dense_in = nullptr;  // first_conv: the input instead of in.data, dense [height][width][channels]
  const float* weights = nullptr;   // packed by the kernel's own pack function
  Post post;
  int kernel_h = 1, kernel_w = 1, stride_h = 1, stride_w = 1, dilation_h = 1, dilation_w = 1;
  int pad_top = 0, pad_left = 0;
  int row_begin = 0, row_end = 0;  // of the output; with depth_to_space, rows of the convolution
  float* dense = nullptr;
  ptrdiff_t dense_pitch = 0;  // floats from pixel to pixel
  // 2: channel (dy*2 + dx)*O/4 + o of the convolution's pixel (y,x) is channel o of output pixel (2y+dy, 2x+dx).
  // out describes the expanded map [2h,2w,O/4]; bias and slope stay per channel of the convolution. conv only.
  int depth_to_space = 1;
  TilePlan tiles;  // conv
};

// out[n] = act(bias[n] + sum_k weights[n][k] * in[k]) for n in [out_begin, out_end); out_begin is a multiple of
// kFullyConnectedPanel, out_end too unless it is out_count. Writes out_count floats at most.
inline constexpr int kFullyConnectedPanel = 128;
struct FullyConnectedArgs {
  const float* in = nullptr;
  int in_count = 0;
  const void* weights = nullptr;  // pack_fully_connected (float) or pack_fully_connected_half (uint16_t)
  bool half_weights = false;
  const float* bias = nullptr;  // [out_count padded to 16]
  const float* slope = nullptr;
  Act act = Act::kNone;
  float* out = nullptr;
  int out_count = 0;
  int out_begin = 0, out_end = 0;
};

// Rows [row_begin, row_end) of a pooled map. Taps outside the input do not count (nor does the average divide by
// them). Any filter, stride and padding.
struct PoolArgs {
  Map in, out;
  int filter_h = 2, filter_w = 2, stride_h = 2, stride_w = 2;
  int pad_top = 0, pad_left = 0;
  int row_begin = 0, row_end = 0;
  Act act = Act::kNone;  // not kPrelu
};

struct KernelTable {
  Isa isa;
  int lanes;  // floats in a vector

  // Fills args.tiles from the shapes and rows in args; conv needs it. Once, when planning: it costs microseconds. Rows
  // may be split otherwise afterwards, the tiles then fit less well.
  void (*plan_tiles)(ConvArgs& args);

  void (*conv)(const ConvArgs& args);            // any kernel (1x1 above all), stride, dilation on a map; pack_conv
  void (*first_conv)(const ConvArgs& args);      // any kernel and stride on dense_in, up to 4 channels; pack_conv
  void (*depthwise)(const ConvArgs& args);       // multiplier 1; weights: pack_depthwise
  void (*transpose_conv)(const ConvArgs& args);  // pad_top, pad_left: cropped from the full output; pack_conv
  void (*fully_connected)(const FullyConnectedArgs& args);
  void (*max_pool)(const PoolArgs& args);
  void (*average_pool)(const PoolArgs& args);
  // Rows [row_begin, row_end) between a map and dense [y][x][channels] memory of `pitch` floats a pixel.
  void (*map_from_dense)(const Map& map, const float* dense, ptrdiff_t pitch, int row_begin, int row_end);
  void (*dense_from_map)(float* dense, ptrdiff_t pitch, const Map& map, int row_begin, int row_end);
};

// `isa` is one of available_isas().
const KernelTable& kernels_for(Isa isa);

// Packing, once per model. Sizes in elements. `packed` is 64-byte aligned.
// Convolutions: [O/16][kh*kw][I][16] from TFLite's [O,kh,kw,I], O padded with zeros.
size_t packed_conv_floats(int out_channels, int taps, int in_channels);
void pack_conv(const float* weights, int out_channels, int taps, int in_channels, float* packed);
// Depthwise: [C/16][kh*kw][16] from TFLite's [1,kh,kw,C].
size_t packed_depthwise_floats(int channels, int taps);
void pack_depthwise(const float* weights, int channels, int taps, float* packed);
// Fully connected: [N/128][K][128] from [N,K]; as floats, or as IEEE halves rounded to nearest (exact when the
// model's own weights are halves).
size_t packed_fully_connected_count(int out_count, int in_count);
void pack_fully_connected(const float* weights, int out_count, int in_count, float* packed);
void pack_fully_connected_half(const float* weights, int out_count, int in_count, uint16_t* packed);
// Bias and slope: padded to 16 with zeros; null gives zeros.
void pack_channels(const float* values, int channels, float* packed);

}  // namespace saccade::cpu
