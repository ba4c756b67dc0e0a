#ifndef SACCADE_CONCATENATION_PUSH_H
#define SACCADE_CONCATENATION_PUSH_H
#include "push.h"
#ifdef __cplusplus
namespace saccade::vulkan {
#endif

struct ConcatenationPush {
  TensorRef first;
  TensorRef second;
  TensorRef third;
  TensorRef result;
  uint samples;
  uint begin;      // of the first part along the axis of the result
  uint first_row;  // what this dispatch writes
  uint rows;
  uint first_column;
  uint columns;
  uint first_pair;
  uint pairs;
};

#ifdef __cplusplus
}  // namespace saccade::vulkan
#endif
#endif
