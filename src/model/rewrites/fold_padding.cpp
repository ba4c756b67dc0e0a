// Spatial PAD -> convolutions becomes padding of the convolutions. Rows and columns that no window reaches are dropped,
// so that a model padded by the exporter and one padded by TFLite's rule look the same to an engine.
#include <algorithm>

#include "model/rewrite.h"
#include "model/rewrites/edit.h"

namespace saccade {
namespace {

bool is_spatial(const PadParams& pad) {
  return pad.before.size() == 4 && pad.before[0] == 0 && pad.after[0] == 0 && pad.before[3] == 0 && pad.after[3] == 0;
}

bool takes_padding(const Op& op, TensorId padded) {
  const bool convolution = op.kind == OpKind::kConv2d || op.kind == OpKind::kDepthwiseConv2d;
  return convolution && op.inputs[kConvX] == padded && op.inputs[kConvResidual] != padded;
}

// Padding after the input that the last of `outputs` windows reaches.
int reached(int outputs, int stride, int kernel, int dilation, int before, int extent) {
  return std::max(0, (outputs - 1) * stride + (kernel - 1) * dilation + 1 - before - extent);
}

template <typename Params>
void add_padding(Params& p, const PadParams& pad, const Shape& x, const Shape& result) {
  p.padding.top += pad.before[1];
  p.padding.left += pad.before[2];
  p.padding.bottom = reached(result[1], p.stride_h, p.kernel_h, p.dilation_h, p.padding.top, x[1]);
  p.padding.right = reached(result[2], p.stride_w, p.kernel_w, p.dilation_w, p.padding.left, x[2]);
}

}  // namespace

void fold_padding(Model& model) {
  const Uses uses(model);
  std::vector<bool> folded(model.ops.size(), false);
  for (size_t i = 0; i < model.ops.size(); ++i) {
    const PadParams* pad = std::get_if<PadParams>(&model.ops[i].params);
    if (pad == nullptr || !is_spatial(*pad)) continue;
    const TensorId x = model.ops[i].inputs[0], padded = model.ops[i].outputs[0];
    const auto consumers = uses.consumers(padded);
    const bool foldable = !uses.is_output(padded) && std::all_of(consumers.begin(), consumers.end(), [&](size_t c) {
      return takes_padding(model.ops[c], padded);
    });
    if (!foldable) continue;
    for (size_t c : consumers) {
      Op& op = model.ops[c];
      op.inputs[kConvX] = x;
      const Shape& result = model.tensor(op.outputs[0]).shape;
      if (auto* conv = std::get_if<Conv2dParams>(&op.params)) add_padding(*conv, *pad, model.tensor(x).shape, result);
      if (auto* conv = std::get_if<DepthwiseConv2dParams>(&op.params)) {
        add_padding(*conv, *pad, model.tensor(x).shape, result);
      }
    }
    folded[i] = true;
  }
  remove_ops(model, folded);
}

}  // namespace saccade
