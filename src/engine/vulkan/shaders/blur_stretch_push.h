#ifndef SACCADE_BLUR_STRETCH_PUSH_H
#define SACCADE_BLUR_STRETCH_PUSH_H
#include "push.h"
#ifdef __cplusplus
namespace saccade::vulkan {
#endif

struct BlurStretchPush {
  uint width;  // of the picture
  uint side;   // of a block, in pixels
  uint blocks_x, blocks_y;
};

#ifdef __cplusplus
}  // namespace saccade::vulkan
#endif
#endif
