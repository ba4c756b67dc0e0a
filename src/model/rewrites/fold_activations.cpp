// RELU, RELU6, PRELU, HARD_SWISH and LOGISTIC become the activation of the operator that produces their input.
#include "model/rewrite.h"
#include "model/rewrites/edit.h"

namespace saccade {
namespace {

// Where an operator keeps its activation; nullptr where it has none to give.
Activation* activation_slot(Op& op) {
  if (Epilogue* epilogue = epilogue_of(op)) return &epilogue->activation;
  if (auto* params = std::get_if<FullyConnectedParams>(&op.params)) return &params->activation;
  if (auto* params = std::get_if<ElementwiseParams>(&op.params)) return &params->activation;
  return nullptr;
}

// One slope per channel, the same at every pixel; a single slope is repeated. kNoTensor where it varies by pixel.
TensorId slope_per_channel(Model& model, TensorId slope, int channels) {
  const Shape shape = model.tensor(slope).shape;
  const bool per_channel = shape.rank() > 0 && shape[shape.rank() - 1] == channels;
  if (per_channel && shape.element_count() == static_cast<size_t>(channels)) return slope;
  if (shape.element_count() != 1) return kNoTensor;
  const std::vector<float> repeated(static_cast<size_t>(channels), constant_floats(model, slope)[0]);
  return add_constant(model, model.tensor(slope).name + "/repeated", {channels}, repeated);
}

bool fold(Model& model, Op& producer, const Op& op) {
  Activation* slot = activation_slot(producer);
  if (slot == nullptr || *slot != Activation::kNone) return false;
  if (op.kind == OpKind::kPrelu) {
    const auto* conv = std::get_if<Conv2dParams>(&producer.params);
    if (epilogue_of(producer) == nullptr || (conv != nullptr && conv->depth_to_space != 1)) return false;
    const TensorId slope = slope_per_channel(model, op.inputs[1], model.tensor(op.outputs[0]).shape[3]);
    if (slope == kNoTensor) return false;
    producer.inputs[kConvSlope] = slope;
  }
  *slot = activation_of(op.kind);
  producer.outputs = op.outputs;
  return true;
}

}  // namespace

void fold_activations(Model& model) {
  const Uses uses(model);
  std::vector<bool> folded(model.ops.size(), false);
  for (size_t i = 0; i < model.ops.size(); ++i) {
    const Op& op = model.ops[i];
    if (activation_of(op.kind) == Activation::kNone || !uses.has_single_use(op.inputs[0])) continue;
    const size_t producer = uses.producer(op.inputs[0]);
    if (producer == kNoOp || folded[producer]) continue;
    folded[i] = fold(model, model.ops[producer], op);
  }
  remove_ops(model, folded);
}

}  // namespace saccade
