// resize -> 1x1 convolution becomes 1x1 convolution -> resize. Both are linear, and the weights of a bilinear sample
// add up to one, so the bias passes too; an activation does not and stays behind the resize.
#include "model/rewrite.h"
#include "model/rewrites/edit.h"

namespace saccade {
namespace {

bool is_plain_pointwise(const Conv2dParams& p) {
  return p.kernel_h == 1 && p.kernel_w == 1 && p.stride_h == 1 && p.stride_w == 1 && p.padding == Padding{} &&
         p.epilogue.residual == Residual::kNone && p.depth_to_space == 1;
}

// What a resized or activated element costs, in multiply-adds of a convolution near peak: both are bound by loads.
constexpr double kResizeCost = 16, kActivationCost = 8;

bool cheaper_behind(const Shape& small, const Shape& large, int channels, bool activated) {
  const double inputs = small[3], outputs = channels;
  const double small_area = double{1} * small[1] * small[2], large_area = double{1} * large[1] * large[2];
  const double before = large_area * (inputs * outputs + kResizeCost * inputs);
  const double after =
      small_area * inputs * outputs + large_area * outputs * (kResizeCost + (activated ? kActivationCost : 0));
  return after < before;
}

Op make_activation(Activation activation, TensorId x, TensorId slope, TensorId result, int file_index) {
  Op op{.kind = OpKind::kRelu, .inputs = {x}, .outputs = {result}, .params = {}, .file_index = file_index};
  switch (activation) {
    case Activation::kNone:
    case Activation::kRelu:
      break;
    case Activation::kRelu6:
      op.kind = OpKind::kRelu6;
      break;
    case Activation::kHardSwish:
      op.kind = OpKind::kHardSwish;
      break;
    case Activation::kLogistic:
      op.kind = OpKind::kLogistic;
      break;
    case Activation::kPrelu:
      op.kind = OpKind::kPrelu;
      op.inputs.push_back(slope);
      break;
  }
  return op;
}

// Exchanges the operators at `resize` and `conv`; returns the activation that has to follow them, if any.
std::optional<Op> exchange(Model& model, size_t resize, size_t conv) {
  const TensorId small = model.ops[resize].inputs[0], result = model.ops[conv].outputs[0];
  const Shape small_shape = model.tensor(small).shape, result_shape = model.tensor(result).shape;
  const std::string name = model.tensor(result).name;
  const TensorId convolved = add_tensor(model, name + "/small", {1, small_shape[1], small_shape[2], result_shape[3]});
  std::swap(model.ops[resize], model.ops[conv]);
  Op& first = model.ops[resize];
  Op& second = model.ops[conv];
  first.inputs[kConvX] = small;
  first.outputs = {convolved};
  second.inputs = {convolved};
  second.outputs = {result};
  Epilogue& epilogue = *epilogue_of(first);
  if (epilogue.activation == Activation::kNone) return std::nullopt;
  const TensorId resized = add_tensor(model, name + "/resized", result_shape);
  second.outputs = {resized};
  Op activation = make_activation(epilogue.activation, resized, first.inputs[kConvSlope], result, first.file_index);
  epilogue.activation = Activation::kNone;
  first.inputs[kConvSlope] = kNoTensor;
  return activation;
}

}  // namespace

void move_resize_behind_pointwise(Model& model) {
  const Uses uses(model);
  std::vector<bool> moved(model.ops.size(), false);
  std::vector<std::optional<Op>> following(model.ops.size());
  for (size_t i = 0; i < model.ops.size(); ++i) {
    if (model.ops[i].kind != OpKind::kResizeBilinear || moved[i]) continue;
    if (!uses.has_single_use(model.ops[i].outputs[0])) continue;
    const TensorId small = model.ops[i].inputs[0], large = model.ops[i].outputs[0];
    const size_t consumer = uses.consumers(large)[0];
    const Op& conv = model.ops[consumer];
    const auto* params = std::get_if<Conv2dParams>(&conv.params);
    if (params == nullptr || !is_plain_pointwise(*params) || conv.inputs[kConvX] != large) continue;
    const int channels = model.tensor(conv.outputs[0]).shape[3];
    const bool activated = params->epilogue.activation != Activation::kNone;
    if (!cheaper_behind(model.tensor(small).shape, model.tensor(large).shape, channels, activated)) continue;
    following[consumer] = exchange(model, i, consumer);
    moved[consumer] = true;
  }
  std::vector<Op> ops;
  for (size_t i = 0; i < model.ops.size(); ++i) {
    ops.push_back(std::move(model.ops[i]));
    if (following[i]) ops.push_back(std::move(*following[i]));
  }
  model.ops = std::move(ops);
}

}  // namespace saccade
