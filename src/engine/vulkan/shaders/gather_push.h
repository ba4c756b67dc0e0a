#ifndef SACCADE_GATHER_PUSH_H
#define SACCADE_GATHER_PUSH_H
#include "push.h"
#ifdef __cplusplus
namespace saccade::vulkan {
#endif

// The specialisation constant kMap.
const uint kAffine = 0, kReshape = 1, kDepthToSpace = 2;

struct GatherPush {
  TensorRef source;
  TensorRef result;
  uint samples;
  uint block;   // kDepthToSpace
  int begin_y;  // kAffine: source = result * stride + begin, zero outside
  int begin_x;
  int begin_c;
  int stride_y;
  int stride_x;
  int stride_c;
};

#ifdef __cplusplus
}  // namespace saccade::vulkan
#endif
#endif
