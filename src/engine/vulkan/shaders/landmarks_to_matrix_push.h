#ifndef SACCADE_LANDMARKS_TO_MATRIX_PUSH_H
#define SACCADE_LANDMARKS_TO_MATRIX_PUSH_H
#include "push.h"
#ifdef __cplusplus
namespace saccade::vulkan {
#endif

struct LandmarksToMatrixPush {
  TensorRef source;
  TensorRef result;
  uint samples;
  uint subset_count;
  uint left_rotation;  // indices of landmarks
  uint right_rotation;
  float target_cos;
  float target_sin;
  float scale_x;
  float scale_y;
  float output_width;
  float output_height;
};

#ifdef __cplusplus
}  // namespace saccade::vulkan
#endif
#endif
