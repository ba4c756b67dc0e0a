// DEPTH_TO_SPACE of a convolution's result becomes the way the convolution stores it.
#include "model/rewrite.h"
#include "model/rewrites/edit.h"

namespace saccade {

void fold_depth_to_space(Model& model) {
  const Uses uses(model);
  std::vector<bool> folded(model.ops.size(), false);
  for (size_t i = 0; i < model.ops.size(); ++i) {
    const Op& op = model.ops[i];
    const auto* params = std::get_if<DepthToSpaceParams>(&op.params);
    if (params == nullptr || params->block_size != 2 || !uses.has_single_use(op.inputs[0])) continue;
    const size_t producer = uses.producer(op.inputs[0]);
    if (producer == kNoOp) continue;
    auto* conv = std::get_if<Conv2dParams>(&model.ops[producer].params);
    if (conv == nullptr || conv->depth_to_space != 1) continue;
    conv->depth_to_space = params->block_size;
    model.ops[producer].outputs = op.outputs;
    folded[i] = true;
  }
  remove_ops(model, folded);
}

}  // namespace saccade
