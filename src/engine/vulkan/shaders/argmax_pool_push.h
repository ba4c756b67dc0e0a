#ifndef SACCADE_ARGMAX_POOL_PUSH_H
#define SACCADE_ARGMAX_POOL_PUSH_H
#include "push.h"
#ifdef __cplusplus
namespace saccade::vulkan {
#endif

struct ArgmaxPoolPush {
  TensorRef source;
  TensorRef maxima;
  TensorRef positions;
  uint samples;
  int filter_h;
  int filter_w;
  uint stride_h;
  uint stride_w;
  int top;  // padding
  int left;
};

#ifdef __cplusplus
}  // namespace saccade::vulkan
#endif
#endif
