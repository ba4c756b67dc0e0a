#ifndef SACCADE_PICTURE_PUSH_H
#define SACCADE_PICTURE_PUSH_H
#include "push.h"
#ifdef __cplusplus
namespace saccade::vulkan {
#endif

// A picture of any 8-bit format, in words.
struct PictureRef {
  uint stride_bytes, pixel_bytes;
  uint red_shift, green_shift, blue_shift;  // of a pixel's bytes in a word; all 0 where it is gray
};

#ifdef __cplusplus
}  // namespace saccade::vulkan
#endif
#endif
