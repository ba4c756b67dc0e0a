// What an operator that is not a convolution gets to see. One file each in this folder, compiled per instruction set
// into namespace saccade::cpu::SACCADE_ISA: plain loops over the lanes of a block, which the compiler vectorises.
#pragma once

#include <cstddef>

#include "engine/cpu/kernels/kernels.h"
#include "model/model.h"

namespace saccade::cpu {

// A tensor in one of the two layouts, read as [height, width, channels]: its last three axes, missing ones are 1.
// Channel c of pixel (y,x) is at row(y) + c / block * block_stride + x * pixel_stride + c % block.
struct View {
  float* data = nullptr;
  int rank = 0;  // of the tensor's whole shape
  int height = 1, width = 1, channels = 1;
  int block = 1;  // channels that lie together: kBlock in a map, all of them in a dense tensor
  int pad = 0;    // maps: pixels left and right that hold zeros once the row is written
  ptrdiff_t row_stride = 0, block_stride = 0, pixel_stride = 0;

  bool is_map() const { return pixel_stride == kBlock && block == kBlock; }
  int blocks() const { return (channels + block - 1) / block; }
  size_t element_count() const { return static_cast<size_t>(height) * width * channels; }
  float* at(int y, int b, int x) const { return data + y * row_stride + b * block_stride + x * pixel_stride; }
  float& element(int y, int x, int c) const { return at(y, c / block, x)[c % block]; }
};

// One call computes rows [row_begin, row_end) of the outputs (all of them have the same height).
struct OpCall {
  const View* inputs = nullptr;  // absent ones have no data
  const View* outputs = nullptr;
  int input_count = 0;
  const void* params = nullptr;  // the alternative of OpParams that belongs to the operator
  int row_begin = 0, row_end = 0;
};

template <typename Params>
const Params& params_of(const OpCall& call) {
  return *static_cast<const Params*>(call.params);
}

// A number of lanes that is either known when compiling, so that the loop over them becomes whole vectors, or not (0).
// A plain `if (lanes == kBlock)` around two loops does not do: the compiler makes one loop of them again.
template <int kLanes>
[[gnu::always_inline]] inline int lane_count(int lanes) {
  return kLanes > 0 ? kLanes : lanes;
}

using OpFunction = void (*)(const OpCall&);

// What an operator asks of the layouts it is given.
enum class OpLayouts : uint8_t {
  kAny,      // each tensor as it comes
  kUniform,  // all maps or all dense: it works lane by lane
  kDense,
};

struct OpKernel {
  // Completes rows of a map that `run` has written: zeros into the pads and the channels that fill the last block.
  void (*finish_map)(const View& view, int row_begin, int row_end) = nullptr;
  OpFunction run = nullptr;  // null: not among these operators
  OpLayouts layouts = OpLayouts::kAny;
  bool splits = true;  // rows may be shared among threads
};

namespace scalar {
OpKernel op_kernel(OpKind kind);
}
namespace avx2 {
OpKernel op_kernel(OpKind kind);
}
namespace avx512 {
OpKernel op_kernel(OpKind kind);
}

}  // namespace saccade::cpu
