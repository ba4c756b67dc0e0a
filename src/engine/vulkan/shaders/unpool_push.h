#ifndef SACCADE_UNPOOL_PUSH_H
#define SACCADE_UNPOOL_PUSH_H
#include "push.h"
#ifdef __cplusplus
namespace saccade::vulkan {
#endif

struct UnpoolPush {
  TensorRef maxima;
  TensorRef positions;
  TensorRef result;
  uint samples;
  uint filter_h;  // the strides too
  uint filter_w;
  uint top;  // padding
  uint left;
};

#ifdef __cplusplus
}  // namespace saccade::vulkan
#endif
#endif
