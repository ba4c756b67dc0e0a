#include "engine/cpu/plan_conv.h"

#include <vector>

namespace saccade::cpu {
namespace {

Res res_of(Residual residual) {
  switch (residual) {
    case Residual::kNone:
      return Res::kNone;
    case Residual::kSame:
      return Res::kSame;
    case Residual::kMaxPool2x2:
      return Res::kMaxPool2x2;
    case Residual::kUpsample2x:
      return Res::kUpsample2x;
  }
  return Res::kNone;
}

const char* act_text(Act act) {
  static constexpr const char* kTexts[] = {"", " relu", " relu6", " prelu", " hswish", " logistic"};
  return kTexts[static_cast<size_t>(act)];
}

const char* res_text(Res res) {
  static constexpr const char* kTexts[] = {"", " +same", " +max2x2", " +up2x"};
  return kTexts[static_cast<size_t>(res)];
}

template <typename Params>
void set_geometry(const Params& params, ConvArgs& args) {
  args.kernel_h = params.kernel_h;
  args.kernel_w = params.kernel_w;
  args.stride_h = params.stride_h;
  args.stride_w = params.stride_w;
  args.pad_top = params.padding.top;
  args.pad_left = params.padding.left;
  args.post.act = act_of(params.epilogue.activation);
  args.post.res = res_of(params.epilogue.residual);
  args.post.half_pixel = params.epilogue.residual_half_pixel_centers;
}

// What sets the members of the family apart; the rest is in ConvArgs.
struct Member {
  const char* name = nullptr;
  void (*run)(const ConvArgs&) = nullptr;
  bool depthwise = false;  // one input channel per output, weights packed accordingly
  int multiplier = 1;      // of a depthwise convolution
};

Member read_params(const Op& op, bool dense_in, const KernelTable& kernels, ConvArgs& args) {
  if (const auto* params = std::get_if<DepthwiseConv2dParams>(&op.params)) {
    set_geometry(*params, args);
    args.dilation_h = params->dilation_h;
    args.dilation_w = params->dilation_w;
    if (params->multiplier != 1) return {"conv", kernels.conv, false, params->multiplier};
    return {"depthwise", kernels.depthwise, true, 1};
  }
  if (const auto* params = std::get_if<TransposeConvParams>(&op.params)) {
    set_geometry(*params, args);
    return {"transpose", kernels.transpose_conv, false, 1};
  }
  if (const auto* params = std::get_if<FullyConnectedParams>(&op.params)) {
    args.post.act = act_of(params->activation);
    return {"conv", kernels.conv, false, 1};
  }
  const auto& params = std::get<Conv2dParams>(op.params);
  set_geometry(params, args);
  args.dilation_h = params.dilation_h;
  args.dilation_w = params.dilation_w;
  args.depth_to_space = params.depth_to_space;
  return {dense_in ? "first" : "conv", dense_in ? kernels.first_conv : kernels.conv, false, 1};
}

void set_shapes(const Model& model, const Op& op, ConvArgs& args) {
  if (op.kind == OpKind::kFullyConnected) {
    const Shape& weights = model.tensor(op.inputs[1]).shape;
    args.in.height = args.in.width = args.out.height = args.out.width = 1;
    args.in.channels = weights[1];
    args.out.channels = weights[0];
    return;
  }
  const auto set = [&](const Shape& shape, Map& map) {
    map.height = shape[1], map.width = shape[2], map.channels = shape[3];
  };
  set(model.tensor(op.inputs[kConvX]).shape, args.in);
  set(model.tensor(op.outputs[0]).shape, args.out);
}

// A depthwise convolution with a multiplier as a dense one: output c * multiplier + m reads input c alone. No known
// model has one, so its speed does not matter.
std::vector<float> dense_from_depthwise(const float* weights, int channels, int multiplier, int taps) {
  const int outputs = channels * multiplier;
  std::vector<float> dense(static_cast<size_t>(outputs) * taps * channels);
  for (int o = 0; o < outputs; ++o) {
    for (int tap = 0; tap < taps; ++tap) {
      const size_t to = (static_cast<size_t>(o) * taps + tap) * channels + o / multiplier;
      dense[to] = weights[static_cast<size_t>(tap) * outputs + o];
    }
  }
  return dense;
}

// `channels`: of the convolution itself, before depth_to_space.
void pack_weights(const TensorInfo& weights, const Member& member, int channels, PlannedConv& conv, Packer& packer) {
  const int taps = conv.args.kernel_h * conv.args.kernel_w, inputs = conv.args.in.channels;
  const float* from = constant_floats(weights);
  conv.weight_floats =
      member.depthwise ? packed_depthwise_floats(channels, taps) : packed_conv_floats(channels, taps, inputs);
  float* packed = packer.allocate(conv.weight_floats);
  if (member.depthwise) {
    pack_depthwise(from, channels, taps, packed);
  } else if (member.multiplier != 1) {
    pack_conv(dense_from_depthwise(from, inputs, member.multiplier, taps).data(), channels, taps, inputs, packed);
  } else {
    pack_conv(from, channels, taps, inputs, packed);
  }
  conv.args.weights = packed;
}

std::string text_of(const char* kernel, const ConvArgs& args) {
  std::string text = kernel;
  text += " " + std::to_string(args.kernel_h) + "x" + std::to_string(args.kernel_w);
  if (args.stride_h != 1) text += " s" + std::to_string(args.stride_h);
  text += " " + std::to_string(args.in.channels) + "->" + std::to_string(args.out.channels);
  if (args.depth_to_space != 1) text += " d2s";
  return text + res_text(args.post.res) + act_text(args.post.act);
}

// Multiply-adds of the model, not of the kernel: what fills up blocks of channels does not count.
double flops_of(const Op& op, const ConvArgs& args, int channels) {
  const double pixels =
      static_cast<double>(args.out.height) * args.out.width / (args.depth_to_space * args.depth_to_space);
  const double inputs = op.kind == OpKind::kDepthwiseConv2d ? 1 : args.in.channels;
  const double strides = std::holds_alternative<TransposeConvParams>(op.params) ? args.stride_h * args.stride_w : 1;
  return 2 * pixels * channels * args.kernel_h * args.kernel_w * inputs / strides;
}

}  // namespace

const float* constant_floats(const TensorInfo& tensor) { return reinterpret_cast<const float*>(tensor.data.data()); }

Act act_of(Activation activation) {
  switch (activation) {
    case Activation::kNone:
      return Act::kNone;
    case Activation::kRelu:
      return Act::kRelu;
    case Activation::kRelu6:
      return Act::kRelu6;
    case Activation::kPrelu:
      return Act::kPrelu;
    case Activation::kHardSwish:
      return Act::kHardSwish;
    case Activation::kLogistic:
      return Act::kLogistic;
  }
  return Act::kNone;
}

float* Packer::allocate(size_t floats) {
  auto memory = std::make_shared<Floats>(make_floats(floats));
  float* data = memory->get();
  plan_->constants.push_back(std::move(memory));
  plan_->constant_bytes += floats * sizeof(float);
  return data;
}

const float* Packer::channels(const Model& model, const Op& op, size_t index, int count) {
  const bool given = index < op.inputs.size() && op.inputs[index] != kNoTensor;
  float* packed = allocate(round_up(static_cast<size_t>(count), kBlock));
  pack_channels(given ? constant_floats(model.tensor(op.inputs[index])) : nullptr, count, packed);
  return packed;
}

Result<PlannedConv> plan_conv(const Model& model, const Op& op, bool dense_in, const PlanOptions& options,
                              Packer& packer) {
  PlannedConv conv;
  ConvArgs& args = conv.args;
  set_shapes(model, op, args);
  const Member member = read_params(op, dense_in, *options.kernels, args);
  if (args.post.res != Res::kNone && member.run != options.kernels->conv) {
    return unimplemented(std::string("operator ") + std::to_string(op.file_index) + " (" + op_kind_name(op.kind) +
                         ") of model '" + model.name + "' adds a residual, which only CONV_2D can");
  }
  const int channels = args.out.channels * args.depth_to_space * args.depth_to_space;
  conv.run = member.run;
  conv.dense_in = dense_in;
  conv.rows = args.out.height / args.depth_to_space;
  conv.flops = flops_of(op, args, channels);
  conv.text = text_of(member.name, args);
  pack_weights(model.tensor(op.inputs[kConvWeights]), member, channels, conv, packer);
  args.post.bias = packer.channels(model, op, kConvBias, channels);
  if (args.post.act == Act::kPrelu) args.post.slope = packer.channels(model, op, kConvSlope, channels);
  return conv;
}

}  // namespace saccade::cpu
