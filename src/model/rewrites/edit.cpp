#include "model/rewrites/edit.h"

#include <cstring>

namespace saccade {

Uses::Uses(const Model& model)
    : producer_(model.tensors.size(), kNoOp),
      consumers_(model.tensors.size()),
      is_output_(model.tensors.size(), false) {
  for (size_t i = 0; i < model.ops.size(); ++i) {
    for (TensorId id : model.ops[i].inputs) {
      if (id != kNoTensor) consumers_[static_cast<size_t>(id)].push_back(i);
    }
    for (TensorId id : model.ops[i].outputs) producer_[static_cast<size_t>(id)] = i;
  }
  for (TensorId id : model.outputs) is_output_[static_cast<size_t>(id)] = true;
}

bool Uses::has_single_use(TensorId id) const { return consumers(id).size() == 1 && !is_output(id); }

TensorId add_tensor(Model& model, const std::string& name, Shape shape) {
  TensorInfo tensor;
  tensor.name = name;
  tensor.shape = shape;
  model.tensors.push_back(std::move(tensor));
  return static_cast<TensorId>(model.tensors.size() - 1);
}

TensorId add_constant(Model& model, const std::string& name, Shape shape, std::span<const float> values) {
  const std::span<const std::byte> bytes = std::as_bytes(values);
  model.storage.push_back(std::make_shared<const std::vector<std::byte>>(bytes.begin(), bytes.end()));
  const TensorId id = add_tensor(model, name, shape);
  model.tensor(id).data = *model.storage.back();
  return id;
}

std::span<const float> constant_floats(const Model& model, TensorId id) {
  const TensorInfo& tensor = model.tensor(id);
  return {reinterpret_cast<const float*>(tensor.data.data()), tensor.data.size() / sizeof(float)};
}

void remove_ops(Model& model, const std::vector<bool>& marked) {
  size_t kept = 0;
  for (size_t i = 0; i < model.ops.size(); ++i) {
    if (marked[i]) continue;
    if (kept != i) model.ops[kept] = std::move(model.ops[i]);
    ++kept;
  }
  model.ops.resize(kept);
}

const Epilogue* epilogue_of(const Op& op) {
  if (const auto* conv = std::get_if<Conv2dParams>(&op.params)) return &conv->epilogue;
  if (const auto* conv = std::get_if<DepthwiseConv2dParams>(&op.params)) return &conv->epilogue;
  if (const auto* conv = std::get_if<TransposeConvParams>(&op.params)) return &conv->epilogue;
  return nullptr;
}

Epilogue* epilogue_of(Op& op) { return const_cast<Epilogue*>(epilogue_of(std::as_const(op))); }

}  // namespace saccade
