#ifndef SACCADE_RESIZE_BILINEAR_PUSH_H
#define SACCADE_RESIZE_BILINEAR_PUSH_H
#include "push.h"
#ifdef __cplusplus
namespace saccade::vulkan {
#endif

struct ResizeBilinearPush {
  TensorRef source;
  TensorRef addend;
  TensorRef result;
  uint samples;
  float scale_y;  // source pixels a result pixel
  float scale_x;
};

#ifdef __cplusplus
}  // namespace saccade::vulkan
#endif
#endif
