#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

#include "engine/cpu/plan_conv.h"

namespace saccade::cpu {
namespace {

// Whether the value survives the way through an IEEE half: the file's weights mostly are halves.
bool is_half(float value) {
  const uint32_t bits = std::bit_cast<uint32_t>(value);
  const int exponent = static_cast<int>(bits >> 23 & 0xff) - 127;
  if ((bits & 0x7fffffff) == 0) return true;
  if (exponent > 15 || exponent < -24) return false;
  const int lost_bits = exponent >= -14 ? 13 : 13 + (-14 - exponent);  // subnormal halves keep fewer
  return (bits & ((1u << lost_bits) - 1)) == 0;
}

// The input: one pixel, or a map of several without pads, whose channels are whole blocks.
struct Picture {
  int rows = 1, columns = 1, channels = 1;
  int pixels() const { return rows * columns; }
  int count() const { return pixels() * channels; }
};

// Nothing when the convolution does more than multiply its whole input, in one piece, by a matrix.
std::optional<Picture> covered_picture(const Model& model, const Op& op, const Values& values) {
  const auto& conv = std::get<Conv2dParams>(op.params);
  const TensorId x = op.inputs[kConvX];
  const Shape& in = model.tensor(x).shape;
  const bool covers = conv.kernel_h == in[1] && conv.kernel_w == in[2] && conv.padding == Padding{} &&
                      conv.dilation_h == 1 && conv.dilation_w == 1 && conv.depth_to_space == 1 &&
                      conv.epilogue.residual == Residual::kNone;
  const bool one_piece = in[3] % kBlock == 0 && values.is_map(x) && values.pad(x) == 0;
  if (!covers || !one_piece) return std::nullopt;
  return Picture{in[1], in[2], in[3]};
}

// [outputs][elements in the order of the map's memory] from [outputs][rows][columns][channels].
std::vector<float> ordered_weights(const float* weights, int outputs, const Picture& picture) {
  std::vector<float> ordered(weights, weights + static_cast<size_t>(outputs) * picture.count());
  if (picture.pixels() == 1) return ordered;
  const int blocks = picture.channels / kBlock;
  for (int o = 0; o < outputs; ++o) {
    float* to = ordered.data() + static_cast<size_t>(o) * picture.count();
    for (int y = 0; y < picture.rows; ++y) {
      for (int x = 0; x < picture.columns; ++x) {
        for (int b = 0; b < blocks; ++b, weights += kBlock) {
          std::copy_n(weights, kBlock, to + static_cast<ptrdiff_t>((y * blocks + b) * picture.columns + x) * kBlock);
        }
      }
    }
  }
  return ordered;
}

// Sets weights and half_weights.
void pack(const std::vector<float>& weights, FullyConnectedArgs& args, Packer& packer) {
  args.half_weights = true;
  for (float weight : weights) args.half_weights = args.half_weights && is_half(weight);
  const size_t bytes = packed_fully_connected_count(args.out_count, args.in_count) *
                       (args.half_weights ? sizeof(uint16_t) : sizeof(float));
  float* packed = packer.allocate(round_up(bytes, sizeof(float)) / sizeof(float));
  if (args.half_weights) {
    pack_fully_connected_half(weights.data(), args.out_count, args.in_count, reinterpret_cast<uint16_t*>(packed));
  } else {
    pack_fully_connected(weights.data(), args.out_count, args.in_count, packed);
  }
  args.weights = packed;
}

}  // namespace

std::optional<FullyConnectedStep> plan_fully_connected(const Model& model, const Op& op, const Values& values,
                                                       Packer& packer) {
  const TensorInfo& weights = model.tensor(op.inputs[1]);
  const int outputs = weights.shape[0];
  // A panel of outputs is computed whole, so few of them are dearer here than in a convolution.
  if (outputs < kFullyConnectedPanel / 2) return std::nullopt;
  FullyConnectedStep step;
  FullyConnectedArgs& args = step.args;
  Picture picture;
  if (const auto* conv = std::get_if<Conv2dParams>(&op.params)) {
    const std::optional<Picture> covered = covered_picture(model, op, values);
    if (!covered) return std::nullopt;
    picture = *covered;
    args.act = act_of(conv->epilogue.activation);
  } else {
    picture.channels = weights.shape[1];
    args.act = act_of(std::get<FullyConnectedParams>(op.params).activation);
  }
  args.in_count = picture.count();
  args.out_count = outputs;
  pack(ordered_weights(constant_floats(weights), outputs, picture), args, packer);
  args.bias = packer.channels(model, op, kConvBias, outputs);
  if (args.act == Act::kPrelu) args.slope = packer.channels(model, op, kConvSlope, outputs);
  step.flops = 2.0 * args.in_count * args.out_count;
  return step;
}

}  // namespace saccade::cpu
