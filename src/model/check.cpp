#include "model/check.h"

#include <algorithm>

namespace saccade {
namespace {

// A tensor beyond this is refused: 2^28 floats are 1 GiB, 80 times the largest map of any known model.
constexpr size_t kMaxTensorElements = size_t{1} << 28;

std::string tensor_text(const Model& model, TensorId id) {
  return "tensor " + std::to_string(id) + " '" + model.tensor(id).name + "'";
}

bool in_range(const Model& model, TensorId id) { return id >= 0 && static_cast<size_t>(id) < model.tensors.size(); }

Status check_tensor(const Model& model, TensorId id) {
  const TensorInfo& tensor = model.tensor(id);
  const size_t count = tensor.shape.element_count();
  if (count > kMaxTensorElements) {
    return unimplemented(tensor_text(model, id) + " is " + tensor.shape.to_string() + "; the limit is 2^28 elements");
  }
  if (tensor.is_constant() && tensor.data.size() != count * dtype_bytes(tensor.dtype)) {
    return data_loss(tensor_text(model, id) + " is " + dtype_name(tensor.dtype) + tensor.shape.to_string() +
                     " but has " + std::to_string(tensor.data.size()) + " bytes");
  }
  if (!tensor.view) return ok_status();
  const bool sound = in_range(model, tensor.view->base) && tensor.view->base != id && !tensor.is_constant() &&
                     !model.tensor(tensor.view->base).view && !model.tensor(tensor.view->base).is_constant() &&
                     model.tensor(tensor.view->base).shape.element_count() >= count &&
                     model.tensor(tensor.view->base).shape.element_count() - count >= tensor.view->element_offset;
  return sound ? ok_status() : data_loss(tensor_text(model, id) + " is a view outside its base");
}

// Walks the operators in order and knows, per tensor, whether it has been written and whether it depends on the input.
class OrderCheck {
 public:
  explicit OrderCheck(const Model& model)
      : model_(model), written_(model.tensors.size(), false), constant_(model.tensors.size(), false) {
    for (size_t i = 0; i < model.tensors.size(); ++i) written_[i] = constant_[i] = model.tensors[i].is_constant();
  }

  Status add_inputs() {
    for (TensorId id : model_.inputs) {
      if (!in_range(model_, id) || written_[static_cast<size_t>(id)]) {
        return data_loss("input " + std::to_string(id) + " is not a tensor that can be an input");
      }
      if (model_.tensor(id).dtype != DType::kFloat32) {
        return unimplemented(tensor_text(model_, id) + " is an input of " + dtype_name(model_.tensor(id).dtype) +
                             "; only float32 is supported");
      }
      SACCADE_TRY(check_batch(id));
      written_[static_cast<size_t>(id)] = true;
    }
    return ok_status();
  }

  Status add_op(const Op& op) {
    bool constant = true;
    for (TensorId id : op.inputs) {
      if (id == kNoTensor) continue;
      if (!in_range(model_, id)) return data_loss("reads tensor " + std::to_string(id) + ", which does not exist");
      if (!written(id)) return data_loss("reads " + tensor_text(model_, id) + " before anything writes it");
      constant = constant && constant_[static_cast<size_t>(id)];
    }
    for (TensorId id : op.outputs) {
      if (!in_range(model_, id)) return data_loss("writes tensor " + std::to_string(id) + ", which does not exist");
      if (written_[static_cast<size_t>(id)]) return data_loss("writes " + tensor_text(model_, id) + " a second time");
      written_[static_cast<size_t>(id)] = true;
      constant_[static_cast<size_t>(id)] = constant;
      if (!constant) SACCADE_TRY(check_batch(id));
    }
    return check_weights(op);
  }

  // A view is written through its base, a base through its views.
  bool written(TensorId id) const {
    if (written_[static_cast<size_t>(id)]) return true;
    if (model_.tensor(id).view) return base_written(model_.tensor(id).view->base);
    return base_written(id);
  }

 private:
  bool base_written(TensorId base) const {
    if (written_[static_cast<size_t>(base)]) return true;
    size_t covered = 0;
    for (size_t i = 0; i < model_.tensors.size(); ++i) {
      const TensorInfo& tensor = model_.tensors[i];
      if (written_[i] && tensor.view && tensor.view->base == base) covered += tensor.shape.element_count();
    }
    return covered >= model_.tensor(base).shape.element_count();
  }

  Status check_batch(TensorId id) const {
    const Shape& shape = model_.tensor(id).shape;
    if (shape.rank() >= 1 && shape[0] == 1) return ok_status();
    return unimplemented(tensor_text(model_, id) + " is " + shape.to_string() + "; its first dimension must be 1");
  }

  // Engines pack weights once, so they may not depend on the input.
  Status check_weights(const Op& op) const {
    size_t first = op.inputs.size(), end = op.inputs.size();
    switch (op.kind) {
      case OpKind::kConv2d:
      case OpKind::kDepthwiseConv2d:
      case OpKind::kTransposeConv:
      case OpKind::kConvolution2dTransposeBias:
        first = kConvWeights, end = kConvSlope + 1;
        break;
      case OpKind::kFullyConnected:
      case OpKind::kPrelu:
        first = 1;
        break;
      default:
        break;
    }
    for (size_t i = first; i < end && i < op.inputs.size(); ++i) {
      const TensorId id = op.inputs[i];
      if (id != kNoTensor && !constant_[static_cast<size_t>(id)]) {
        return unimplemented("its weights, " + tensor_text(model_, id) + ", depend on the input");
      }
    }
    return ok_status();
  }

  const Model& model_;
  std::vector<bool> written_, constant_;
};

Status check_all(const Model& model) {
  if (model.inputs.empty() || model.outputs.empty()) return data_loss("the model has no input or no output");
  for (size_t i = 0; i < model.tensors.size(); ++i) SACCADE_TRY(check_tensor(model, static_cast<TensorId>(i)));
  OrderCheck order(model);
  SACCADE_TRY(order.add_inputs());
  for (const Op& op : model.ops) {
    const std::string context = "operator " + std::to_string(op.file_index) + " (" + op_kind_name(op.kind) + ")";
    const Status ordered = order.add_op(op);
    if (!ordered.ok()) return ordered.with_context(context);
    const Status checked = check_op(model, op);
    if (!checked.ok()) return checked.with_context(context);
  }
  for (TensorId id : model.outputs) {
    if (!in_range(model, id) || model.tensor(id).is_constant() || !order.written(id)) {
      return data_loss("output " + std::to_string(id) + " is not written by any operator");
    }
    if (model.tensor(id).dtype != DType::kFloat32) {
      return unimplemented(tensor_text(model, id) + " is an output of " + dtype_name(model.tensor(id).dtype) +
                           "; only float32 is supported");
    }
  }
  return ok_status();
}

}  // namespace

Status check_model(const Model& model) { return check_all(model).with_context("model '" + model.name + "'"); }

}  // namespace saccade
