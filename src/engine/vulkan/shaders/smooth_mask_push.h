#ifndef SACCADE_SMOOTH_MASK_PUSH_H
#define SACCADE_SMOOTH_MASK_PUSH_H
#include "push.h"
#ifdef __cplusplus
namespace saccade::vulkan {
#endif

struct SmoothMaskPush {
  uint width;
  uint pitch, previous_pitch;  // floats from row to row
  float ratio;
};

#ifdef __cplusplus
}  // namespace saccade::vulkan
#endif
#endif
