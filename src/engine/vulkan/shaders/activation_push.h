#ifndef SACCADE_ACTIVATION_PUSH_H
#define SACCADE_ACTIVATION_PUSH_H
#include "push.h"
#ifdef __cplusplus
namespace saccade::vulkan {
#endif

struct ActivationPush {
  TensorRef source;
  TensorRef result;
  uint samples;
};

#ifdef __cplusplus
}  // namespace saccade::vulkan
#endif
#endif
