// The kernel vocabulary of the CPU engine: what each kernel computes, over which memory. Every kernel is one file
// in this folder, written once over simd.h and compiled per instruction set into namespace saccade::cpu::SACCADE_ISA.
//
// A feature map is stored row-blocked: rows of [C/16][pad + W + pad][16] floats ("[C/16][W][16] rows"), channels padded
// to 16 with zeros, `pad` zero pixels left and right of every row and block. The block is 16 channels on every
// instruction set (one AVX-512 vector, two AVX2, four NEON). Measured reasons: docs/decisions.md, "row-blocked".
#pragma once

#include <cstddef>
#include <cstdint>

namespace saccade::cpu {

inline constexpr int kBlock = 16;

struct Map {
  float* data = nullptr;        // first real pixel of row 0, block 0 (after the left pad); 64-byte aligned
  int height = 0, width = 0, channels = 0;
  int pad = 0;                  // zero pixels left and right in memory
  ptrdiff_t block_stride = 0;   // floats from one block of 16 channels to the next: (width + 2*pad) * 16
  ptrdiff_t row_stride = 0;     // floats from one row to the next: blocks() * block_stride
  // Strip fusion: > 0 when only the last `ring` rows exist, row y in place y % ring. The input of a depthwise kernel may
  // wrap; a range of output rows never does (the plan splits it), nor do the rows a 1x1 convolution reads.
  int ring = 0;

  int blocks() const { return (channels + kBlock - 1) / kBlock; }
  float* row(int y) const { return data + (ring > 0 ? y % ring : y) * row_stride; }
  float* at(int y, int block, int x) const { return row(y) + block * block_stride + x * kBlock; }
};

enum class Act : uint8_t { kNone, kRelu, kRelu6, kPrelu, kHardSwish, kLogistic };
enum class Res : uint8_t { kNone, kSame, kMaxPool2x2, kUpsample2x };

// out = act(acc + bias + residual). The residual is added to the accumulators before the K loop.
struct Post {
  const float* bias = nullptr;         // [channels padded to 16], zeros where the model has none
  const float* slope = nullptr;        // kPrelu: [channels padded to 16]
  const Map* residual = nullptr;       // kSame: same height and width; kMaxPool2x2: twice; kUpsample2x: half
  Res res = Res::kNone;                // residual blocks beyond its channels count as zero
  Act act = Act::kNone;
  bool half_pixel = false;             // kUpsample2x
};

// Rows [row_begin, row_end) of `out` are produced; rows outside the input's height read as zero.
// `dense`: when set, output pixel (y,x) goes to dense[(y*width + x)*dense_pitch + channel] (only real channels are
// written) and out.data is not touched: network outputs and views.
struct ConvArgs {
  Map in, out;
  const float* weights = nullptr;      // packed by the kernel's own pack function
  Post post;
  int kernel_h = 1, kernel_w = 1, stride_h = 1, stride_w = 1, dilation_h = 1, dilation_w = 1;
  int pad_top = 0, pad_left = 0;
  int row_begin = 0, row_end = 0;
  float* dense = nullptr;
  ptrdiff_t dense_pitch = 0;
  int depth_to_space = 1;              // 2: out is [2h,2w,O/4], rows counted before the expansion
  const float* zero_row = nullptr;     // one row of zeros, at least as long as a padded input row
};

}  // namespace saccade::cpu
