#ifndef SACCADE_MEAN_CHANNELS_PUSH_H
#define SACCADE_MEAN_CHANNELS_PUSH_H
#include "push.h"
#ifdef __cplusplus
namespace saccade::vulkan {
#endif

struct MeanChannelsPush {
  TensorRef source;
  TensorRef result;
  uint samples;
  uint window_h;  // rows and columns of the source in one mean
  uint window_w;
  uint kept_width;  // columns that are not summed
};

#ifdef __cplusplus
}  // namespace saccade::vulkan
#endif
#endif
