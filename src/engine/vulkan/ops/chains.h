// Operators that go number by number, in one dispatch with what they follow.
#pragma once

#include "engine/vulkan/ops/ops.h"

namespace saccade::vulkan {

// ADD, SUB, MUL or PRELU; `second`, one of them too, reads the first's result as its left operand, or as either of a
// sum or product, and may be null.
Status plan_elementwise_pair(PlanBuilder& builder, const Op& first, const Op* second);

// RESIZE_BILINEAR, then an activation (PRELU with a slope for each channel), then an ADD of a tensor of
// the same shape. Both may be null.
struct ResizeChain {
  const Op* resize = nullptr;
  const Op* activation = nullptr;
  const Op* sum = nullptr;
  TensorId before_sum() const { return (activation != nullptr ? activation : resize)->outputs[0]; }
  const Op& last() const { return sum != nullptr ? *sum : activation != nullptr ? *activation : *resize; }
};
Status plan_resize_chain(PlanBuilder& builder, const ResizeChain& chain);

}  // namespace saccade::vulkan
