#ifndef SACCADE_BLUR_BLOCKS_PUSH_H
#define SACCADE_BLUR_BLOCKS_PUSH_H
#include "picture_push.h"
#ifdef __cplusplus
namespace saccade::vulkan {
#endif

struct BlurBlocksPush {
  PictureRef picture;
  uint width;
  uint side;    // pixels
  uint blocks;  // in a row
};

#ifdef __cplusplus
}  // namespace saccade::vulkan
#endif
#endif
