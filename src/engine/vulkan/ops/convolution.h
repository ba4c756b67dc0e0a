// What the planners of the convolutions share: constants, push constants and epilogues of their shaders.
#pragma once

#include <string>
#include <vector>

#include "engine/vulkan/ops/ops.h"
#include "engine/vulkan/ops/tile.h"
#include "engine/vulkan/shaders/convolution_push.h"

namespace saccade::vulkan {

// As in shaders/conv.comp and shaders/epilogue.glsl.
enum class WindowKind : uint32_t { kPixel = 0, kSliding = 1, kTransposed = 2 };
enum class ResidualKind : uint32_t { kNone = 0, kSame, kMaxPool2x2, kUpsample2x, kUpsample2xHalfPixel };

// Specialisation constants by id; conv.comp, depthwise.comp and depthwise_pointwise.comp each read some.
struct ConvolutionConstants {
  uint32_t group = kGroupSize;
  uint32_t activation = 0, residual = 0, residual_layout = 0, result_layout = 0, block = 1;
  uint32_t half_weights = 0;
  uint32_t pixels = 1, columns = 1, splits = 1;  // matrix.glsl
  uint32_t source_layout = 0;
  uint32_t window = 0;
  uint32_t kernel_h = 1, kernel_w = 1;
  uint32_t one_quad = 0;
  uint32_t multiplied = 0, outputs = 1;  // depthwise.glsl
  uint32_t hidden_activation = 0, hidden_quads = 1;

  void set_tile(const Tile& tile);
  std::vector<uint32_t> words() const { return push_words(*this); }
};

// How the channels of a result lie in quads: with depth-to-space each place of the block starts a quad.
struct Columns {
  int channels = 1, places = 1;  // channels of each place
  int place_quads() const { return (channels + 3) / 4; }
  int quads() const { return places * place_quads(); }
  int all_channels() const { return channels * places; }
  size_t position(int channel) const {  // among 4 * quads()
    return static_cast<size_t>(channel / channels * 4 * place_quads() + channel % channels);
  }
};

Columns columns_of(const Model& model, const Op& conv);  // CONV_2D

bool is_pointwise(const Conv2dParams& params);  // 1x1, stride 1, no padding

// Constants as the shaders read them: bias, slopes (for PReLU only), weights.
struct PackedConvolution {
  std::vector<float> bias, slopes, weights;
  void append_to(std::vector<PlanBuilder::Part>& parts, ConstantType weight_type) const;
};

std::span<const float> constant_floats(const Model& model, TensorId constant);  // empty for kNoTensor

// Bias and slopes of the operator's inputs; weights are left to the caller.
PackedConvolution pack_channels(const Model& model, const Op& op, const Columns& columns);
// Weights [outputs][taps][inputs] as a matrix: a row for each tap and input, inputs padded to quads; a column for each
// output. In quads of columns, for half pairs of rows together.
std::vector<float> pack_matrix(std::span<const float> weights, int taps, int inputs, const Columns& columns, bool half);

struct EpilogueOperands {
  Operand residual, result;
  EpiloguePush push(uint32_t constants) const { return {residual.ref, result.ref, constants}; }
  std::vector<Binding> bindings(const Operand& source, const Binding& constants) const {
    return {source.binding, constants, residual.binding, result.binding};
  }
};
EpilogueOperands set_epilogue(PlanBuilder& builder, const Op& op, const Epilogue& epilogue,
                              ConvolutionConstants& constants);

std::string kernel_text(int kernel_h, int kernel_w, int stride_h, int inputs, int outputs, const Epilogue& epilogue);

// What a depthwise convolution gives to either of its shaders.
PackedConvolution pack_depthwise(const Model& model, const Op& op);
void set_depthwise(const DepthwiseConv2dParams& params, const Operand& source, ConvolutionConstants& constants);
std::string depthwise_text(const DepthwiseConv2dParams& params, int channels);
double depthwise_flops(const DepthwiseConv2dParams& params, const Shape& result);  // of one sample
uint32_t depthwise_iterations(const DepthwiseConv2dParams& params);                // of one quad

// DEPTHWISE_CONV_2D and the 1x1 CONV_2D that alone reads its result, in one dispatch; where that pays.
bool fuses(const PlanBuilder& builder, const Op& depthwise, const Op& pointwise);
Status plan_depthwise_pointwise(PlanBuilder& builder, const Op& depthwise, const Op& pointwise);

template <typename Params>
WindowPush window_push(const Params& params) {
  WindowPush push = {};
  push.stride_h = static_cast<uint32_t>(params.stride_h), push.stride_w = static_cast<uint32_t>(params.stride_w);
  push.dilation_h = push.dilation_w = 1;
  if constexpr (requires { params.dilation_h; }) {
    push.dilation_h = static_cast<uint32_t>(params.dilation_h);
    push.dilation_w = static_cast<uint32_t>(params.dilation_w);
  }
  push.pad_top = static_cast<uint32_t>(params.padding.top);
  push.pad_left = static_cast<uint32_t>(params.padding.left);
  return push;
}

}  // namespace saccade::vulkan
