#include "engine/vulkan/ops/fused_pairs.h"

#include "engine/vulkan/ops/convolution.h"

namespace saccade::vulkan {
namespace {

// Of each tensor: how often it is read, by an operator, as an output or through a view.
std::vector<int> count_reads(const Model& model) {
  std::vector<int> reads(model.tensors.size(), 0);
  const auto note = [&](TensorId id) {
    if (id != kNoTensor) ++reads[static_cast<size_t>(id)];
  };
  for (const Op& op : model.ops) {
    for (TensorId id : op.inputs) note(id);
  }
  for (TensorId id : model.outputs) note(id);
  for (const TensorInfo& tensor : model.tensors) {
    if (tensor.view) note(tensor.view->base);
  }
  return reads;
}

}  // namespace

std::vector<size_t> find_fused_pairs(const PlanBuilder& builder) {
  const Model& model = builder.model();
  std::vector<size_t> partners(model.ops.size(), kNoPartner);
  const std::vector<int> reads = count_reads(model);
  std::vector<size_t> producers(model.tensors.size(), kNoPartner);
  for (size_t i = 0; i < model.ops.size(); ++i) {
    const Op& op = model.ops[i];
    for (TensorId id : op.outputs) producers[static_cast<size_t>(id)] = i;
    if (op.kind != OpKind::kConv2d) continue;
    const TensorId x = op.inputs[kConvX];
    const size_t producer = producers[static_cast<size_t>(x)];
    const bool alone = reads[static_cast<size_t>(x)] == 1 && !model.tensor(x).view;
    if (producer == kNoPartner || !alone || !fuses(builder, model.ops[producer], op)) continue;
    partners[i] = producer;
    partners[producer] = i;
  }
  return partners;
}

}  // namespace saccade::vulkan
