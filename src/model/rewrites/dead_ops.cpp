// Outputs nobody asked for, the operators that only they needed, and constants that no operator reads any more.
#include <algorithm>

#include "model/rewrite.h"
#include "model/rewrites/edit.h"

namespace saccade {
namespace {

std::vector<bool> needed_tensors(const Model& model, std::vector<bool>& dead) {
  std::vector<bool> needed(model.tensors.size(), false);
  const auto need = [&](TensorId id) {
    needed[static_cast<size_t>(id)] = true;
    if (model.tensor(id).view) needed[static_cast<size_t>(model.tensor(id).view->base)] = true;
  };
  for (TensorId id : model.outputs) need(id);
  for (size_t i = model.ops.size(); i-- > 0;) {
    const Op& op = model.ops[i];
    // What is written through a view is needed when its base is.
    const bool used = std::any_of(op.outputs.begin(), op.outputs.end(), [&](TensorId id) {
      const auto& view = model.tensor(id).view;
      return needed[static_cast<size_t>(id)] || (view && needed[static_cast<size_t>(view->base)]);
    });
    dead[i] = !used;
    if (!used) continue;
    for (TensorId id : op.inputs) {
      if (id != kNoTensor) need(id);
    }
  }
  return needed;
}

bool inside(std::span<const std::byte> part, const std::vector<std::byte>& whole) {
  return part.data() >= whole.data() && part.data() < whole.data() + whole.size();
}

void release_unused_storage(Model& model, const std::vector<bool>& needed) {
  for (size_t i = 0; i < model.tensors.size(); ++i) {
    if (!needed[i]) model.tensors[i].data = {};
  }
  std::erase_if(model.storage, [&](const auto& storage) {
    return std::none_of(model.tensors.begin(), model.tensors.end(), [&](const TensorInfo& tensor) {
      return tensor.is_constant() && inside(tensor.data, *storage);
    });
  });
}

}  // namespace

Status keep_wanted_outputs(Model& model, std::span<const int> wanted_outputs) {
  if (wanted_outputs.empty()) return ok_status();
  std::vector<TensorId> wanted;
  for (int position : wanted_outputs) {
    if (position < 0 || position >= static_cast<int>(model.outputs.size())) {
      return invalid_argument("model '" + model.name + "' has " + std::to_string(model.outputs.size()) +
                              " outputs; there is no output " + std::to_string(position));
    }
    wanted.push_back(model.outputs[static_cast<size_t>(position)]);
  }
  model.outputs = std::move(wanted);
  return ok_status();
}

void remove_dead_ops(Model& model) {
  std::vector<bool> dead(model.ops.size(), false);
  const std::vector<bool> needed = needed_tensors(model, dead);
  remove_ops(model, dead);
  release_unused_storage(model, needed);
}

}  // namespace saccade
