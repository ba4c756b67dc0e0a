// RESHAPE, slices of everything and CONCATENATION along the outermost axis move no number: their tensors become views.
// A reshape's result is a view of its input; the parts of a concatenation become views of its result, so what produces
// a part writes it in place.
#include <algorithm>
#include <set>

#include "model/rewrite.h"
#include "model/rewrites/edit.h"

namespace saccade {
namespace {

TensorId root_of(const Model& model, TensorId id) { return model.tensor(id).view ? model.tensor(id).view->base : id; }

void make_view(Model& model, TensorId id, ViewOf view) {
  model.tensor(id).view = view;
  for (TensorInfo& tensor : model.tensors) {
    if (tensor.view && tensor.view->base == id)
      tensor.view = ViewOf{view.base, tensor.view->element_offset + view.element_offset};
  }
}

bool copies_everything(const Model& model, const Op& op) {
  if (op.kind == OpKind::kReshape) return true;
  return op.kind == OpKind::kStridedSlice && model.tensor(op.inputs[0]).shape == model.tensor(op.outputs[0]).shape;
}

bool alias_copy(Model& model, const Op& op) {
  const TensorId x = op.inputs[0];
  if (model.tensor(x).is_constant()) return false;
  make_view(model, op.outputs[0], model.tensor(x).view.value_or(ViewOf{x, 0}));
  return true;
}

// A part can live inside the result when it fills a buffer of its own that nobody else places.
bool is_placeable(const Model& model, TensorId part, std::set<TensorId>& roots) {
  const TensorId root = root_of(model, part);
  const bool is_input = std::find(model.inputs.begin(), model.inputs.end(), root) != model.inputs.end();
  return !model.tensor(part).is_constant() && !is_input && roots.insert(root).second &&
         model.tensor(root).shape.element_count() == model.tensor(part).shape.element_count();
}

bool alias_concatenation(Model& model, const Op& op) {
  const auto* params = std::get_if<ConcatenationParams>(&op.params);
  if (params == nullptr || params->activation != Activation::kNone) return false;
  const Shape& result = model.tensor(op.outputs[0]).shape;
  for (int axis = 0; axis < params->axis; ++axis) {
    if (result[axis] != 1) return false;
  }
  std::set<TensorId> roots;
  for (TensorId part : op.inputs) {
    if (!is_placeable(model, part, roots)) return false;
  }
  size_t offset = 0;
  for (TensorId part : op.inputs) {
    make_view(model, root_of(model, part), {op.outputs[0], offset});
    offset += model.tensor(part).shape.element_count();
  }
  return true;
}

}  // namespace

void alias_views(Model& model) {
  std::vector<bool> aliased(model.ops.size(), false);
  for (size_t i = 0; i < model.ops.size(); ++i) {
    const Op& op = model.ops[i];
    aliased[i] = copies_everything(model, op) ? alias_copy(model, op) : alias_concatenation(model, op);
  }
  remove_ops(model, aliased);
}

}  // namespace saccade
