#include "engine/vulkan/ops/fusions.h"

#include "engine/vulkan/ops/chains.h"
#include "engine/vulkan/ops/convolution.h"
#include "engine/vulkan/ops/squeeze.h"

namespace saccade::vulkan {
namespace {

constexpr size_t kNone = static_cast<size_t>(-1);

bool is_elementwise(const Op& op) {
  return op.kind == OpKind::kAdd || op.kind == OpKind::kSub || op.kind == OpKind::kMul || op.kind == OpKind::kPrelu;
}

class FusionFinder {
 public:
  explicit FusionFinder(const PlanBuilder& builder)
      : builder_(builder), model_(builder.model()), producers_(model_.tensors.size(), kNone), reads_(count_reads()) {}

  std::vector<std::vector<size_t>> find() {
    groups_.resize(model_.ops.size());
    for (size_t i = 0; i < model_.ops.size(); ++i) {
      const Op& op = model_.ops[i];
      for (TensorId id : op.outputs) producers_[static_cast<size_t>(id)] = i;
      groups_[i] = {i};
      for (size_t input = 0; input < op.inputs.size() && groups_[i].size() == 1; ++input) try_to_take(i, input);
    }
    return std::move(groups_);
  }

 private:
  // Of each tensor: how often it is read, by an operator, as an output or through a view.
  std::vector<int> count_reads() const {
    std::vector<int> reads(model_.tensors.size(), 0);
    const auto note = [&](TensorId id) {
      if (id != kNoTensor) ++reads[static_cast<size_t>(id)];
    };
    for (const Op& op : model_.ops) {
      for (TensorId id : op.inputs) note(id);
    }
    for (TensorId id : model_.outputs) note(id);
    for (const TensorInfo& tensor : model_.tensors) {
      if (tensor.view) note(tensor.view->base);
    }
    return reads;
  }

  // What makes this input, if it makes it for this operator alone.
  size_t sole_producer(TensorId id) const {
    if (id == kNoTensor || reads_[static_cast<size_t>(id)] != 1 || model_.tensor(id).view) return kNone;
    return producers_[static_cast<size_t>(id)];
  }

  void try_to_take(size_t at, size_t input) {
    const Op& op = model_.ops[at];
    const size_t producer = sole_producer(op.inputs[input]);
    if (producer == kNone) return;
    std::vector<size_t>& group = groups_[producer];
    const Op& first = model_.ops[group.front()];
    bool takes = is_pair(group, op, input);
    if (first.kind == OpKind::kResizeBilinear) takes = continues_resize(group, op);
    if (op.kind == OpKind::kConv2d) takes = input == kConvX && (continues_mean(group, op) || fuses_pair(group, op));
    if (!takes) return;
    group.push_back(at);
    groups_[at] = std::move(group);
    group.clear();
  }

  const Shape& shape_of(TensorId id) const { return model_.tensor(id).shape; }

  bool fuses_pair(const std::vector<size_t>& group, const Op& op) const {
    return group.size() == 1 && fuses(builder_, model_.ops[group[0]], op);
  }

  // A mean and up to two layers.
  bool continues_mean(const std::vector<size_t>& group, const Op& op) const {
    return group.size() <= 2 && starts_squeeze(builder_, model_.ops[group.front()]) && continues_squeeze(builder_, op);
  }

  // RESIZE_BILINEAR [activation] [ADD]
  bool continues_resize(const std::vector<size_t>& group, const Op& op) const {
    const Shape& shape = shape_of(op.outputs[0]);
    if (op.kind == OpKind::kAdd) {
      return model_.ops[group.back()].kind != OpKind::kAdd && shape_of(op.inputs[0]) == shape &&
             shape_of(op.inputs[1]) == shape;
    }
    if (group.size() > 1 || activation_of(op.kind) == Activation::kNone) return false;
    if (op.kind != OpKind::kPrelu) return true;
    const Shape& slope = shape_of(op.inputs[1]);
    return slope.element_count() == static_cast<size_t>(shape[3]) && slope[slope.rank() - 1] == shape[3];
  }

  // Two elementwise operators, the second on the result of the first.
  bool is_pair(const std::vector<size_t>& group, const Op& op, size_t input) const {
    if (group.size() != 1 || !is_elementwise(op) || !is_elementwise(model_.ops[group[0]])) return false;
    const bool in_place = input == 0 || op.kind == OpKind::kAdd || op.kind == OpKind::kMul;
    return in_place && shape_of(op.inputs[input]) == shape_of(op.outputs[0]);
  }

  const PlanBuilder& builder_;
  const Model& model_;
  std::vector<size_t> producers_;
  std::vector<int> reads_;
  std::vector<std::vector<size_t>> groups_;
};

}  // namespace

std::vector<std::vector<size_t>> find_fusions(const PlanBuilder& builder) { return FusionFinder(builder).find(); }

Status plan_fusion(PlanBuilder& builder, const std::vector<size_t>& ops) {
  const std::vector<Op>& all = builder.model().ops;
  const Op& first = all[ops.front()];
  const Op& last = all[ops.back()];
  if (last.kind == OpKind::kConv2d && first.kind == OpKind::kDepthwiseConv2d) {
    return plan_depthwise_pointwise(builder, first, last);
  }
  if (last.kind == OpKind::kConv2d) {
    return plan_squeeze(builder, {&first, &all[ops[1]], ops.size() > 2 ? &last : nullptr});
  }
  if (first.kind != OpKind::kResizeBilinear) return plan_elementwise_pair(builder, first, &last);
  ResizeChain chain = {.resize = &first, .activation = &all[ops[1]], .sum = &last};
  if (last.kind != OpKind::kAdd) chain.sum = nullptr;
  if (ops.size() == 2 && last.kind == OpKind::kAdd) chain.activation = nullptr;
  return plan_resize_chain(builder, chain);
}

}  // namespace saccade::vulkan
