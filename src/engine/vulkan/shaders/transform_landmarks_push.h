#ifndef SACCADE_TRANSFORM_LANDMARKS_PUSH_H
#define SACCADE_TRANSFORM_LANDMARKS_PUSH_H
#include "push.h"
#ifdef __cplusplus
namespace saccade::vulkan {
#endif

struct TransformLandmarksPush {
  TensorRef source;
  TensorRef matrix;
  TensorRef result;
  uint samples;
};

#ifdef __cplusplus
}  // namespace saccade::vulkan
#endif
#endif
