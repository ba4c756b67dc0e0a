// One convolution with everything it needs, its reference, and the run of a kernel on it.
#pragma once

#include <optional>

#include "engine/kernels/support.h"

namespace saccade::cpu {

enum class ConvKind { kConv, kFirst, kDepthwise, kTranspose };

struct ConvCase {
  ConvKind kind = ConvKind::kConv;
  int height = 5, width = 7, in_channels = 16, out_channels = 16;
  int kernel = 1, stride = 1, dilation = 1;
  bool same = true;  // TFLite's SAME padding (extra at the bottom and right), else VALID
  Act act = Act::kNone;
  Res res = Res::kNone;
  int residual_channels = 0;  // 0: as many as the output
  bool half_pixel = false;
  int depth_to_space = 1;
  bool to_dense = false;
  int out_pad = 1;

  std::string describe() const {
    const char* kinds[] = {"conv", "first", "depthwise", "transpose"};
    return std::string(kinds[static_cast<int>(kind)]) + " " + std::to_string(height) + "x" + std::to_string(width) +
           "x" + std::to_string(in_channels) + " -> " + std::to_string(out_channels) + ", kernel " +
           std::to_string(kernel) + ", stride " + std::to_string(stride) + ", dilation " + std::to_string(dilation) +
           (same ? ", same" : ", valid") + ", act " + std::to_string(static_cast<int>(act)) + ", residual " +
           std::to_string(static_cast<int>(res)) + " of " + std::to_string(residual_channels) + ", depth to space " +
           std::to_string(depth_to_space);
  }
};

class ConvRun {
 public:
  ConvRun(const ConvCase& c, uint32_t seed);

  // The whole output in one call, or in pieces of `rows_per_call` rows.
  Dense run(const KernelTable& kernels, int rows_per_call = 0);
  void check(const KernelTable& kernels);

  ConvArgs args(const KernelTable& kernels) const;  // out not set
  void call(const KernelTable& kernels, const ConvArgs& args) const;
  int conv_height() const { return out_height_; }
  const Dense& input() const { return input_; }

 private:
  Sum sum_at(int y, int x, int c) const;
  double residual_at(int y, int x, int c) const;
  void expected(std::vector<Sum>* sums, std::vector<double>* values) const;

  ConvCase case_;
  int out_height_, out_width_, pad_top_ = 0, pad_left_ = 0, conv_channels_;
  Dense input_, residual_;
  std::vector<float> weights_, bias_, slope_;
  std::optional<OwnedMap> in_map_, residual_map_;
  Memory packed_, packed_bias_, packed_slope_;
};

inline int same_padding(int size, int kernel, int stride, int dilation) {  // before the first pixel
  const int out = (size + stride - 1) / stride;
  return std::max((out - 1) * stride + (kernel - 1) * dilation + 1 - size, 0) / 2;
}

}  // namespace saccade::cpu
