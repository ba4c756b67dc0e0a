#ifndef SACCADE_BLEND_PUSH_H
#define SACCADE_BLEND_PUSH_H
#include "picture_push.h"
#ifdef __cplusplus
namespace saccade::vulkan {
#endif

struct BlendPush {
  PictureRef picture, background;
  uint mask_pitch;  // floats from row to row
  uint width;
};

#ifdef __cplusplus
}  // namespace saccade::vulkan
#endif
#endif
