#include <algorithm>

#include "engine/vulkan/ops/fusions.h"
#include "engine/vulkan/ops/plan_builder.h"

namespace saccade::vulkan {
namespace {

TensorId root_of(const Model& model, TensorId id) {
  while (model.tensor(id).view) id = model.tensor(id).view->base;
  return id;
}

// An output is read back as it lies, so it must fill memory of its own: neither a part of another tensor, nor the
// input or a constant. A copy makes it so. Two outputs that are the same numbers may share.
void separate_outputs(Model& model) {
  for (TensorId& output : model.outputs) {
    const TensorId root = root_of(model, output);
    const bool is_input = std::find(model.inputs.begin(), model.inputs.end(), root) != model.inputs.end();
    const bool whole = model.tensor(root).shape.element_count() == model.tensor(output).shape.element_count();
    if (whole && !is_input && !model.tensor(root).is_constant()) continue;
    TensorInfo copy;
    copy.name = model.tensor(output).name + " (copy)";
    copy.shape = model.tensor(output).shape;
    model.tensors.push_back(copy);
    const auto id = static_cast<TensorId>(model.tensors.size() - 1);
    Op op;
    op.kind = OpKind::kReshape;
    op.inputs = {output};
    op.outputs = {id};
    model.ops.push_back(op);
    output = id;
  }
}

Status plan_op(PlanBuilder& builder, const Op& op) {
  const OpPlanner planner = planner_of(op.kind);
  if (planner != nullptr) return planner(builder, op);
  return unimplemented(std::string("operator ") + op_kind_name(op.kind) + " (" + std::to_string(op.file_index) +
                       ") of model '" + builder.model().name + "' is not among the operators of the Vulkan engine");
}

}  // namespace

Result<Plan> make_plan(const Model& model, const PlanOptions& options) {
  if (model.inputs.size() != 1) {
    return unimplemented("model '" + model.name + "' has " + std::to_string(model.inputs.size()) +
                         " inputs; the Vulkan engine takes one");
  }
  Model separated = model;
  separate_outputs(separated);
  PlanBuilder builder = SACCADE_TRY(PlanBuilder::create(separated, options));
  std::vector<std::vector<size_t>> fusions;
  if (options.fuse) fusions = find_fusions(builder);
  for (size_t i = 0; i < separated.ops.size(); ++i) {
    if (fusions.empty() || fusions[i].size() == 1) {
      SACCADE_TRY(plan_op(builder, separated.ops[i]));
    } else if (!fusions[i].empty()) {
      SACCADE_TRY(plan_fusion(builder, fusions[i]));
    }
  }
  return std::move(builder).finish();
}

}  // namespace saccade::vulkan
