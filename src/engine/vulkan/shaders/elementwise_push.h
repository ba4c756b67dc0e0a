#ifndef SACCADE_ELEMENTWISE_PUSH_H
#define SACCADE_ELEMENTWISE_PUSH_H
#include "push.h"
#ifdef __cplusplus
namespace saccade::vulkan {
#endif

// The specialisation constants kOperation and kSecondOperation.
const uint kNoOperation = 0, kSum = 1, kSubtract = 2, kMultiply = 3;
const uint kSlope = 4;  // PRELU, the right operand is the slope

struct ElementwisePush {
  TensorRef left;
  TensorRef right;
  TensorRef third;  // of the second operation
  TensorRef result;
  uint samples;
};

#ifdef __cplusplus
}  // namespace saccade::vulkan
#endif
#endif
