#ifndef SACCADE_POOL_PUSH_H
#define SACCADE_POOL_PUSH_H
#include "push.h"
#ifdef __cplusplus
namespace saccade::vulkan {
#endif

struct PoolPush {
  TensorRef source;
  TensorRef result;
  uint samples;
  uint filter_h;
  uint filter_w;
  uint stride_h;
  uint stride_w;
  uint top;  // padding
  uint left;
};

#ifdef __cplusplus
}  // namespace saccade::vulkan
#endif
#endif
