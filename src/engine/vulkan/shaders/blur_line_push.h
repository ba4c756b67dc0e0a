#ifndef SACCADE_BLUR_LINE_PUSH_H
#define SACCADE_BLUR_LINE_PUSH_H
#include "push.h"
#ifdef __cplusplus
namespace saccade::vulkan {
#endif

// Value i of a line is the mean of the values i * step - before to i * step + after of its source.
struct BlurLinePush {
  uint width;    // of the result
  uint pitch;    // values from row to row, of both
  uint count;    // of the source, along the line
  uint columns;  // 1: lines run down, 0: across
  int step, before, after;
  uint continued;  // 1: beyond its ends the source goes on as its last value, 0: what is beyond does not count
};

#ifdef __cplusplus
}  // namespace saccade::vulkan
#endif
#endif
