#ifndef SACCADE_SQUEEZE_PUSH_H
#define SACCADE_SQUEEZE_PUSH_H
#include "push.h"
#ifdef __cplusplus
namespace saccade::vulkan {
#endif

struct SqueezePush {
  TensorRef source;
  TensorRef result;
  uint samples;
  uint first_weights;  // quads among the constants
  uint first_bias;
  uint first_quads;  // of what the first layer gives
  uint second_weights;
  uint second_bias;
};

#ifdef __cplusplus
}  // namespace saccade::vulkan
#endif
#endif
