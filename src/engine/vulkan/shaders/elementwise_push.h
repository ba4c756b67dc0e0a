#ifndef SACCADE_ELEMENTWISE_PUSH_H
#define SACCADE_ELEMENTWISE_PUSH_H
#include "push.h"
#ifdef __cplusplus
namespace saccade::vulkan {
#endif

// The specialisation constant kOperation.
const uint kSum = 0, kSubtract = 1, kMultiply = 2;
const uint kSlope = 3;  // PRELU, the right operand is the slope

struct ElementwisePush {
  TensorRef left;
  TensorRef right;
  TensorRef result;
  uint samples;
};

#ifdef __cplusplus
}  // namespace saccade::vulkan
#endif
#endif
