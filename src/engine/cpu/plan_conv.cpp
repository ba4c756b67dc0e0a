#include "engine/cpu/plan_conv.h"

#include <bit>
#include <cstring>
#include <span>

namespace saccade::cpu {
namespace {

const float* floats_of(const TensorInfo& tensor) { return reinterpret_cast<const float*>(tensor.data.data()); }

const TensorInfo* optional_input(const Model& model, const Op& op, size_t index) {
  if (index >= op.inputs.size() || op.inputs[index] == kNoTensor) return nullptr;
  return &model.tensor(op.inputs[index]);
}

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

// A map's shape without memory.
Map map_shape(const Shape& shape) {
  Map map;
  map.height = shape[1];
  map.width = shape[2];
  map.channels = shape[3];
  return map;
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

// A depthwise convolution with a multiplier as a dense one: output c * multiplier + m reads input c alone. No known
// model has one, so its speed does not matter.
std::vector<float> dense_from_depthwise(const float* weights, int channels, int multiplier, int taps) {
  const int outputs = channels * multiplier;
  std::vector<float> dense(static_cast<size_t>(outputs) * taps * channels);
  for (int o = 0; o < outputs; ++o) {
    for (int tap = 0; tap < taps; ++tap) {
      dense[(static_cast<size_t>(o) * taps + tap) * channels + o / multiplier] =
          weights[static_cast<size_t>(tap) * outputs + o];
    }
  }
  return dense;
}

std::string geometry_text(const char* kernel, const ConvArgs& args) {
  std::string text = kernel;
  text += " " + std::to_string(args.kernel_h) + "x" + std::to_string(args.kernel_w);
  if (args.stride_h != 1) text += " s" + std::to_string(args.stride_h);
  text += " " + std::to_string(args.in.channels) + "->" + std::to_string(args.out.channels);
  if (args.depth_to_space != 1) text += " d2s";
  return text + res_text(args.post.res) + act_text(args.post.act);
}

// Whether the value survives the way through an IEEE half: the file's weights mostly are halves.
bool is_half(float value) {
  const uint32_t bits = std::bit_cast<uint32_t>(value);
  const int exponent = static_cast<int>(bits >> 23 & 0xff) - 127;
  if ((bits & 0x7fffffff) == 0) return true;
  if (exponent > 15 || exponent < -24) return false;
  const int lost_bits = exponent >= -14 ? 13 : 13 + (-14 - exponent);  // subnormal halves keep fewer
  return (bits & ((1u << lost_bits) - 1)) == 0;
}

}  // namespace

float* Packer::allocate(size_t floats) {
  auto memory = std::make_shared<Floats>(make_floats(floats));
  float* data = memory->get();
  plan_->constants.push_back(std::move(memory));
  plan_->constant_bytes += floats * sizeof(float);
  return data;
}

const float* Packer::channels(const TensorInfo* values, int count) {
  float* packed = allocate(round_up(static_cast<size_t>(count), kBlock));
  pack_channels(values != nullptr ? floats_of(*values) : nullptr, count, packed);
  return packed;
}

Result<PlannedConv> plan_conv(const Model& model, const Op& op, bool dense_in, const PlanOptions& options,
                              Packer& packer) {
  const KernelTable& kernels = *options.kernels;
  const float* weights = floats_of(model.tensor(op.inputs[kConvWeights]));
  PlannedConv conv;
  ConvArgs& args = conv.args;
  args.in = map_shape(model.tensor(op.inputs[kConvX]).shape);
  args.out = map_shape(model.tensor(op.outputs[0]).shape);
  const char* kernel = "conv";
  bool depthwise = false;
  std::vector<float> expanded;
  if (const auto* params = std::get_if<DepthwiseConv2dParams>(&op.params)) {
    set_geometry(*params, args);
    args.dilation_h = params->dilation_h;
    args.dilation_w = params->dilation_w;
    depthwise = params->multiplier == 1;
    if (!depthwise) {
      expanded = dense_from_depthwise(weights, args.in.channels, params->multiplier, args.kernel_h * args.kernel_w);
      weights = expanded.data();
    }
    kernel = depthwise ? "depthwise" : "conv";
    conv.run = depthwise ? kernels.depthwise : kernels.conv;
  } else if (const auto* params = std::get_if<TransposeConvParams>(&op.params)) {
    set_geometry(*params, args);
    kernel = "transpose";
    conv.run = kernels.transpose_conv;
  } else {
    const auto& conv_params = std::get<Conv2dParams>(op.params);
    set_geometry(conv_params, args);
    args.dilation_h = conv_params.dilation_h;
    args.dilation_w = conv_params.dilation_w;
    args.depth_to_space = conv_params.depth_to_space;
    kernel = dense_in ? "first" : "conv";
    conv.run = dense_in ? kernels.first_conv : kernels.conv;
  }
  if (args.post.res != Res::kNone && conv.run != kernels.conv) {
    return unimplemented(std::string("operator ") + std::to_string(op.file_index) + " (" + op_kind_name(op.kind) +
                         ") of model '" + model.name + "' adds a residual, which only CONV_2D can");
  }
  conv.dense_in = dense_in;
  conv.rows = args.out.height / args.depth_to_space;
  const int taps = args.kernel_h * args.kernel_w;
  const int channels = args.out.channels * args.depth_to_space * args.depth_to_space;  // of the convolution itself
  conv.weight_floats =
      depthwise ? packed_depthwise_floats(channels, taps) : packed_conv_floats(channels, taps, args.in.channels);
  float* packed = packer.allocate(conv.weight_floats);
  if (depthwise) {
    pack_depthwise(weights, channels, taps, packed);
  } else {
    pack_conv(weights, channels, taps, args.in.channels, packed);
  }
  args.weights = packed;
  args.post.bias = packer.channels(optional_input(model, op, kConvBias), channels);
  if (args.post.act == Act::kPrelu) args.post.slope = packer.channels(optional_input(model, op, kConvSlope), channels);
  const double pixels = static_cast<double>(conv.rows) * args.out.width / args.depth_to_space;
  const double inputs = std::holds_alternative<DepthwiseConv2dParams>(op.params) ? 1 : args.in.channels;
  conv.flops = 2 * pixels * channels * taps * inputs;
  if (std::holds_alternative<TransposeConvParams>(op.params)) conv.flops /= args.stride_h * args.stride_w;
  conv.text = geometry_text(kernel, args);
  return conv;
}

std::optional<FullyConnectedStep> plan_fully_connected(const Model& model, const Op& op, const Values& values,
                                                       Packer& packer) {
  const TensorInfo& weights = model.tensor(op.inputs[1]);
  const int outputs = weights.shape[0];
  // A panel of outputs is computed whole, so few of them are dearer here than in a convolution.
  constexpr int kFewest = kFullyConnectedPanel / 2;
  const auto inputs = static_cast<int>(weights.shape.element_count()) / outputs;
  if (outputs < kFewest) return std::nullopt;
  FullyConnectedStep step;
  FullyConnectedArgs& args = step.args;
  // Where a map of several pixels is read as one vector, the weights follow its order in memory.
  int rows = 1, columns = 1, channels = inputs;
  if (const auto* conv = std::get_if<Conv2dParams>(&op.params)) {
    const Shape& in = model.tensor(op.inputs[0]).shape;
    rows = in[1], columns = in[2], channels = in[3];
    const bool covers = conv->kernel_h == rows && conv->kernel_w == columns && conv->padding == Padding{} &&
                        conv->dilation_h == 1 && conv->dilation_w == 1 && conv->depth_to_space == 1;
    const bool one_piece = channels % kBlock == 0 && values.is_map(op.inputs[0]) && values.pad(op.inputs[0]) == 0;
    if (!covers || !one_piece || conv->epilogue.residual != Residual::kNone) return std::nullopt;
    args.act = act_of(conv->epilogue.activation);
  } else {
    args.act = act_of(std::get<FullyConnectedParams>(op.params).activation);
  }
  std::vector<float> ordered(weights.shape.element_count());
  const float* from = floats_of(weights);
  for (int o = 0; o < outputs; ++o) {
    for (int y = 0; y < rows; ++y) {
      for (int x = 0; x < columns; ++x) {
        for (int c = 0; c < channels; ++c, ++from) {
          const int position =
              rows * columns == 1 ? c : ((y * (channels / kBlock) + c / kBlock) * columns + x) * kBlock + c % kBlock;
          ordered[static_cast<size_t>(o) * inputs + position] = *from;
        }
      }
    }
  }
  args.in_count = inputs;
  args.out_count = outputs;
  args.half_weights = true;
  for (float weight : ordered) args.half_weights = args.half_weights && is_half(weight);
  const size_t packed_count = packed_fully_connected_count(outputs, inputs);
  step.weight_bytes = packed_count * (args.half_weights ? sizeof(uint16_t) : sizeof(float));
  float* packed = packer.allocate(step.weight_bytes / sizeof(float) + 1);
  if (args.half_weights) {
    pack_fully_connected_half(ordered.data(), outputs, inputs, reinterpret_cast<uint16_t*>(packed));
  } else {
    pack_fully_connected(ordered.data(), outputs, inputs, packed);
  }
  args.weights = packed;
  args.bias = packer.channels(optional_input(model, op, 2), outputs);
  if (args.act == Act::kPrelu) args.slope = packer.channels(optional_input(model, op, kConvSlope), outputs);
  step.flops = 2.0 * inputs * outputs;
  return step;
}

PlannedConv plan_fully_connected_conv(const Model& model, const Op& op, const PlanOptions& options, Packer& packer) {
  const TensorInfo& weights = model.tensor(op.inputs[1]);
  PlannedConv conv;
  ConvArgs& args = conv.args;
  args.in.height = args.in.width = args.out.height = args.out.width = 1;
  args.in.channels = weights.shape[1];
  args.out.channels = weights.shape[0];
  args.post.act = act_of(std::get<FullyConnectedParams>(op.params).activation);
  conv.run = options.kernels->conv;
  conv.rows = 1;
  conv.weight_floats = packed_conv_floats(args.out.channels, 1, args.in.channels);
  float* packed = packer.allocate(conv.weight_floats);
  pack_conv(floats_of(weights), args.out.channels, 1, args.in.channels, packed);
  args.weights = packed;
  args.post.bias = packer.channels(optional_input(model, op, 2), args.out.channels);
  conv.flops = 2.0 * args.in.channels * args.out.channels;
  conv.text = geometry_text("conv", args);
  return conv;
}

}  // namespace saccade::cpu
