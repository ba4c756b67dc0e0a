#include "engine/vulkan/ops/convolution.h"

#include <algorithm>

namespace saccade::vulkan {
namespace {

ResidualKind kind_of(const Epilogue& epilogue) {
  switch (epilogue.residual) {
    case Residual::kNone:
      return ResidualKind::kNone;
    case Residual::kSame:
      return ResidualKind::kSame;
    case Residual::kMaxPool2x2:
      return ResidualKind::kMaxPool2x2;
    case Residual::kUpsample2x:
      break;
  }
  return epilogue.residual_half_pixel_centers ? ResidualKind::kUpsample2xHalfPixel : ResidualKind::kUpsample2x;
}

std::vector<float> spread(std::span<const float> values, const Columns& columns) {
  std::vector<float> padded(static_cast<size_t>(columns.quads()) * 4, 0);
  for (size_t i = 0; i < values.size(); ++i) padded[columns.position(static_cast<int>(i))] = values[i];
  return padded;
}

// Weights [taps][outputs].
std::vector<float> depthwise_rows(std::span<const float> weights, int taps, int outputs) {
  const size_t padded = static_cast<size_t>(outputs + 3) / 4 * 4;
  std::vector<float> packed(static_cast<size_t>(taps) * padded, 0);
  for (size_t tap = 0; tap < static_cast<size_t>(taps); ++tap) {
    const auto row = weights.subspan(tap * static_cast<size_t>(outputs), static_cast<size_t>(outputs));
    std::copy(row.begin(), row.end(), packed.begin() + static_cast<ptrdiff_t>(tap * padded));
  }
  return packed;
}

}  // namespace

void ConvolutionConstants::set_tile(const Tile& tile) {
  group = tile.group;
  pixels = tile.pixels, columns = tile.columns, splits = tile.splits;
}

std::span<const float> constant_floats(const Model& model, TensorId constant) {
  if (constant == kNoTensor) return {};
  const std::span<const std::byte> bytes = model.tensor(constant).data;
  return {reinterpret_cast<const float*>(bytes.data()), bytes.size() / sizeof(float)};
}

Columns columns_of(const Model& model, const Op& conv) {
  const int block = std::get<Conv2dParams>(conv.params).depth_to_space, places = block * block;
  return {model.tensor(conv.inputs[kConvWeights]).shape[0] / places, places};
}

bool is_pointwise(const Conv2dParams& params) {
  return params.kernel_h * params.kernel_w * params.stride_h * params.stride_w == 1 && params.padding == Padding{};
}

void PackedConvolution::append_to(std::vector<PlanBuilder::Part>& parts, ConstantType weight_type) const {
  parts.push_back({bias, ConstantType::kFloat});
  if (!slopes.empty()) parts.push_back({slopes, ConstantType::kFloat});
  parts.push_back({weights, weight_type});
}

PackedConvolution pack_channels(const Model& model, const Op& op, const Columns& columns) {
  PackedConvolution packed;
  packed.bias = spread(constant_floats(model, op.inputs[kConvBias]), columns);
  const bool has_slopes = op.inputs.size() > kConvSlope && op.inputs[kConvSlope] != kNoTensor;
  if (has_slopes) packed.slopes = spread(constant_floats(model, op.inputs[kConvSlope]), columns);
  return packed;
}

std::vector<float> pack_matrix(std::span<const float> weights, int taps, int inputs, const Columns& columns,
                               bool half) {
  const size_t quads = static_cast<size_t>(columns.quads());
  const size_t tap_rows = static_cast<size_t>(inputs + 3) / 4 * 4;
  std::vector<float> packed(static_cast<size_t>(taps) * tap_rows * quads * 4, 0);
  const float* from = weights.data();
  for (int o = 0; o < columns.all_channels(); ++o) {
    const size_t column = columns.position(o), quad = column / 4, lane = column % 4;
    for (size_t tap = 0; tap < static_cast<size_t>(taps); ++tap) {
      for (size_t row = tap * tap_rows, i = 0; i < static_cast<size_t>(inputs); ++i, ++row) {
        packed[half ? ((row / 2 * quads + quad) * 2 + row % 2) * 4 + lane : (row * quads + quad) * 4 + lane] = *from++;
      }
    }
  }
  return packed;
}

EpilogueOperands set_epilogue(PlanBuilder& builder, const Op& op, const Epilogue& epilogue,
                              ConvolutionConstants& constants) {
  EpilogueOperands operands;
  operands.result = builder.write(op.outputs[0]);
  operands.residual.binding = builder.unused();
  if (epilogue.residual != Residual::kNone) operands.residual = builder.read(op.inputs[kConvResidual]);
  constants.activation = static_cast<uint32_t>(epilogue.activation);
  constants.residual = static_cast<uint32_t>(kind_of(epilogue));
  constants.residual_layout = operands.residual.layout_constant();
  constants.result_layout = operands.result.layout_constant();
  constants.half_weights = builder.options().half;
  return operands;
}

std::string kernel_text(int kernel_h, int kernel_w, int stride_h, int inputs, int outputs, const Epilogue& epilogue) {
  static constexpr const char* kResiduals[] = {"", " +same", " +max2x2", " +up2x"};
  static constexpr const char* kActivations[] = {"", " relu", " relu6", " prelu", " hswish", " logistic"};
  std::string text = std::to_string(kernel_h) + "x" + std::to_string(kernel_w);
  if (stride_h != 1) text += " s" + std::to_string(stride_h);
  text += " " + std::to_string(inputs) + "->" + std::to_string(outputs);
  text += kResiduals[static_cast<size_t>(epilogue.residual)];
  return text + kActivations[static_cast<size_t>(epilogue.activation)];
}

std::string depthwise_text(const DepthwiseConv2dParams& params, int channels) {
  return kernel_text(params.kernel_h, params.kernel_w, params.stride_h, channels, channels * params.multiplier,
                     params.epilogue);
}

PackedConvolution pack_depthwise(const Model& model, const Op& op) {
  const auto& params = std::get<DepthwiseConv2dParams>(op.params);
  const TensorId weights = op.inputs[kConvWeights];
  const int outputs = model.tensor(weights).shape[3];
  PackedConvolution packed = pack_channels(model, op, {outputs, 1});
  packed.weights = depthwise_rows(constant_floats(model, weights), params.kernel_h * params.kernel_w, outputs);
  return packed;
}

void set_depthwise(const DepthwiseConv2dParams& params, const Operand& source, ConvolutionConstants& constants) {
  constants.source_layout = source.layout_constant();
  constants.multiplied = params.multiplier != 1;
  constants.kernel_h = static_cast<uint32_t>(params.kernel_h),
  constants.kernel_w = static_cast<uint32_t>(params.kernel_w);
}

double depthwise_flops(const DepthwiseConv2dParams& params, const Shape& result) {
  return 2.0 * params.kernel_h * params.kernel_w * static_cast<double>(result.element_count());
}

uint32_t depthwise_iterations(const DepthwiseConv2dParams& params) {
  return static_cast<uint32_t>(params.kernel_h * (params.kernel_w + 1));
}

}  // namespace saccade::vulkan
