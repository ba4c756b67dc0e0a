// ADD of a CONV_2D's result and another map becomes the convolution's residual, together with the channel PAD, the
// 2x2 MAX_POOL_2D and the 2x RESIZE_BILINEAR that bring that map to the result's shape. Depthwise and transposed
// convolutions take none: no model adds to their result, and engines keep those kernels small.
#include <algorithm>

#include "model/rewrite.h"
#include "model/rewrites/edit.h"

namespace saccade {
namespace {

// How an operand of an ADD is read by the fused operator, and which operators that makes superfluous.
struct Source {
  TensorId tensor = kNoTensor;
  Residual residual = Residual::kSame;
  bool half_pixel_centers = false;
  std::vector<size_t> absorbed;
};

bool is_channel_pad(const Op& op) {
  const auto* pad = std::get_if<PadParams>(&op.params);
  if (pad == nullptr || pad->before != std::vector<int>{0, 0, 0, 0} || pad->after.size() != 4) return false;
  return pad->after[0] == 0 && pad->after[1] == 0 && pad->after[2] == 0;
}

bool is_pool_2x2(const Op& op) {
  const auto* pool = std::get_if<Pool2dParams>(&op.params);
  return op.kind == OpKind::kMaxPool2d && pool->filter_h == 2 && pool->filter_w == 2 && pool->stride_h == 2 &&
         pool->stride_w == 2 && pool->padding == Padding{} && pool->activation == Activation::kNone;
}

bool is_upsample_2x(const Model& model, const Op& op) {
  if (op.kind != OpKind::kResizeBilinear || std::get<ResizeBilinearParams>(op.params).align_corners) return false;
  const Shape& x = model.tensor(op.inputs[0]).shape;
  const Shape& result = model.tensor(op.outputs[0]).shape;
  return result[1] == 2 * x[1] && result[2] == 2 * x[2];
}

class ResidualFolder {
 public:
  explicit ResidualFolder(Model& model) : model_(model), uses_(model), folded_(model.ops.size(), false) {}

  // A fused operator takes the place of its ADD, behind everything that either operand needs. So positions of
  // producers and counts of uses stay true while ops are replaced, and one walk is enough.
  void run() {
    for (size_t i = 0; i < model_.ops.size(); ++i) {
      if (model_.ops[i].kind == OpKind::kAdd) fold_add(i);
    }
    remove_ops(model_, folded_);
  }

 private:
  // The convolution that can take the ADD over, as its position; kNoOp where the operand is something else.
  size_t convolution(TensorId operand, TensorId result) const {
    const size_t position = uses_.producer(operand);
    if (position == kNoOp || folded_[position] || !uses_.has_single_use(operand)) return kNoOp;
    const auto* conv = std::get_if<Conv2dParams>(&model_.ops[position].params);
    const bool plain = conv != nullptr && conv->epilogue.activation == Activation::kNone &&
                       conv->epilogue.residual == Residual::kNone && conv->depth_to_space == 1;
    return plain && model_.tensor(operand).shape == model_.tensor(result).shape ? position : kNoOp;
  }

  // Engines have their best residual code in pointwise convolutions. Among equals the later one: the other result is
  // there by then without being kept longer.
  bool is_better(size_t a, size_t b) const {
    if (a == kNoOp || b == kNoOp) return a != kNoOp;
    return std::pair(is_pointwise(a), a) > std::pair(is_pointwise(b), b);
  }
  bool is_pointwise(size_t position) const {
    const auto& conv = std::get<Conv2dParams>(model_.ops[position].params);
    return conv.kernel_h * conv.kernel_w == 1;
  }

  // Steps back from `tensor` over the operators that the residual can absorb.
  Source trace(TensorId tensor) const {
    Source source{.tensor = tensor, .absorbed = {}};
    const auto step = [&](auto&& accepts) {
      const size_t position = uses_.producer(source.tensor);
      if (position == kNoOp || folded_[position] || !uses_.has_single_use(source.tensor)) return false;
      if (!accepts(model_.ops[position])) return false;
      source.tensor = model_.ops[position].inputs[0];
      source.absorbed.push_back(position);
      return true;
    };
    const bool padded = step(is_channel_pad);
    if (step(is_pool_2x2)) {
      source.residual = Residual::kMaxPool2x2;
    } else if (!padded && step([&](const Op& op) { return is_upsample_2x(model_, op); })) {
      source.residual = Residual::kUpsample2x;
      const Op& resize = model_.ops[source.absorbed.back()];
      source.half_pixel_centers = std::get<ResizeBilinearParams>(resize.params).half_pixel_centers;
    }
    return source;
  }

  void fold_add(size_t add) {
    const TensorId a = model_.ops[add].inputs[0], b = model_.ops[add].inputs[1], result = model_.ops[add].outputs[0];
    if (a == b || model_.tensor(a).shape != model_.tensor(b).shape) return;
    const size_t conv_a = convolution(a, result), conv_b = convolution(b, result);
    if (conv_a == kNoOp && conv_b == kNoOp) return;
    const bool take_a = is_better(conv_a, conv_b);
    const size_t conv = take_a ? conv_a : conv_b;
    const Source source = trace(take_a ? b : a);
    if (model_.tensor(source.tensor).is_constant()) return;
    Op fused = std::move(model_.ops[conv]);
    Epilogue& epilogue = *epilogue_of(fused);
    epilogue.activation = std::get<ElementwiseParams>(model_.ops[add].params).activation;
    epilogue.residual = source.residual;
    epilogue.residual_half_pixel_centers = source.half_pixel_centers;
    fused.inputs[kConvResidual] = source.tensor;
    fused.outputs = {result};
    model_.ops[add] = std::move(fused);
    folded_[conv] = true;
    for (size_t position : source.absorbed) folded_[position] = true;
  }

  Model& model_;
  const Uses uses_;
  std::vector<bool> folded_;
};

}  // namespace

void fold_residuals(Model& model) { ResidualFolder(model).run(); }

}  // namespace saccade
