// DEQUANTIZE and DENSIFY of constants become constants. Sparse storage is already expanded by the loader, so DENSIFY
// only renames; DEQUANTIZE widens float16. No exporter leaves other operators to constants alone: they are refused, so
// that behind this pass weights are constants and every other tensor has the batch first.
#include <algorithm>
#include <cstring>

#include "base/half.h"
#include "model/rewrite.h"
#include "model/rewrites/edit.h"

namespace saccade {
namespace {

std::span<const std::byte> widen_all(Model& model, std::span<const std::byte> halves) {
  std::vector<std::byte> floats(halves.size() * 2);
  for (size_t i = 0; i < halves.size() / 2; ++i) {
    uint16_t half;
    std::memcpy(&half, &halves[2 * i], sizeof(half));
    const float value = float_from_half(half);
    std::memcpy(&floats[4 * i], &value, sizeof(value));
  }
  model.storage.push_back(std::make_shared<const std::vector<std::byte>>(std::move(floats)));
  return *model.storage.back();
}

bool reads_constants_only(const Model& model, const Op& op) {
  return std::all_of(op.inputs.begin(), op.inputs.end(),
                     [&](TensorId id) { return id == kNoTensor || model.tensor(id).is_constant(); });
}

}  // namespace

Status fold_constants(Model& model) {
  std::vector<bool> folded(model.ops.size(), false);
  for (size_t i = 0; i < model.ops.size(); ++i) {
    const Op& op = model.ops[i];
    const bool conversion = op.kind == OpKind::kDequantize || op.kind == OpKind::kDensify;
    if (conversion != reads_constants_only(model, op)) {
      return unimplemented("model '" + model.name + "': operator " + std::to_string(op.file_index) + " (" +
                           op_kind_name(op.kind) + ") works on values that " +
                           (conversion ? "depend on the input" : "are all constant"));
    }
    if (!conversion) continue;
    const std::span<const std::byte> data = model.tensor(op.inputs[0]).data;
    model.tensor(op.outputs[0]).data = op.kind == OpKind::kDequantize ? widen_all(model, data) : data;
    folded[i] = true;
  }
  remove_ops(model, folded);
  return ok_status();
}

}  // namespace saccade
