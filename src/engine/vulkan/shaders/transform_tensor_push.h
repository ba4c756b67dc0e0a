#ifndef SACCADE_TRANSFORM_TENSOR_PUSH_H
#define SACCADE_TRANSFORM_TENSOR_PUSH_H
#include "push.h"
#ifdef __cplusplus
namespace saccade::vulkan {
#endif

struct TransformTensorPush {
  TensorRef source;
  TensorRef matrix;
  TensorRef result;
  uint samples;
};

#ifdef __cplusplus
}  // namespace saccade::vulkan
#endif
#endif
