// A transposed convolution whose windows do not overlap, 2x2 with stride 2, gives each input pixel four outputs of its
// own: a 1x1 convolution with four times the channels, then depth-to-space.
#include <algorithm>

#include "model/rewrite.h"
#include "model/rewrites/edit.h"

namespace saccade {
namespace {

constexpr int kBlock = 2;
constexpr size_t kPlaces = kBlock * kBlock;

bool is_lowerable(const TransposeConvParams& p) {
  return p.kernel_h == kBlock && p.kernel_w == kBlock && p.stride_h == kBlock && p.stride_w == kBlock &&
         p.padding == Padding{} && p.epilogue.residual == Residual::kNone;
}

// [O,2,2,I] -> [2*2*O,1,1,I]: depth-to-space wants the place in the block outermost.
TensorId lower_weights(Model& model, TensorId weights) {
  const Shape shape = model.tensor(weights).shape;
  const std::span<const float> source = constant_floats(model, weights);
  const auto outputs = static_cast<size_t>(shape[0]), inputs = static_cast<size_t>(shape[3]);
  std::vector<float> lowered(source.size());
  for (size_t o = 0; o < outputs; ++o) {
    for (size_t place = 0; place < kPlaces; ++place) {
      const auto from = source.subspan((o * kPlaces + place) * inputs, inputs);
      std::copy(from.begin(), from.end(),
                lowered.begin() + static_cast<std::ptrdiff_t>((place * outputs + o) * inputs));
    }
  }
  const int lowered_outputs = shape[0] * static_cast<int>(kPlaces);
  return add_constant(model, model.tensor(weights).name + "/pointwise", {lowered_outputs, 1, 1, shape[3]}, lowered);
}

// Bias or slope: the same for each place of the block.
TensorId repeat(Model& model, TensorId per_channel) {
  if (per_channel == kNoTensor) return kNoTensor;
  const std::span<const float> source = constant_floats(model, per_channel);
  std::vector<float> repeated;
  for (size_t place = 0; place < kPlaces; ++place) repeated.insert(repeated.end(), source.begin(), source.end());
  const int count = static_cast<int>(repeated.size());
  return add_constant(model, model.tensor(per_channel).name + "/repeated", {count}, repeated);
}

}  // namespace

void lower_transpose_conv(Model& model) {
  for (Op& op : model.ops) {
    const auto* params = std::get_if<TransposeConvParams>(&op.params);
    if (params == nullptr || !is_lowerable(*params)) continue;
    op.inputs[kConvWeights] = lower_weights(model, op.inputs[kConvWeights]);
    op.inputs[kConvBias] = repeat(model, op.inputs[kConvBias]);
    op.inputs[kConvSlope] = repeat(model, op.inputs[kConvSlope]);
    op.kind = OpKind::kConv2d;
    op.params = Conv2dParams{.padding = {}, .epilogue = params->epilogue, .depth_to_space = kBlock};
  }
}

}  // namespace saccade
