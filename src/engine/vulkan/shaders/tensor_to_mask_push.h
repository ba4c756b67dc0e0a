#ifndef SACCADE_TENSOR_TO_MASK_PUSH_H
#define SACCADE_TENSOR_TO_MASK_PUSH_H
#include "push.h"
#ifdef __cplusplus
namespace saccade::vulkan {
#endif

struct TensorToMaskPush {
  uint offset;  // of the tensor in its range, in floats
  uint width, height, channels;
  uint channel;
  uint activation;  // enum class MaskActivation
  uint mask_width, mask_height;
};

#ifdef __cplusplus
}  // namespace saccade::vulkan
#endif
#endif
