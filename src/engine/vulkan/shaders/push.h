// Read by the GLSL compiler and by C++: push constants have one definition. 4-byte members only, so that both lay them
// out alike; a shader's own struct stands in SHADER_push.h beside it.
#ifndef SACCADE_PUSH_H
#define SACCADE_PUSH_H
#ifdef __cplusplus
#include <cstdint>
namespace saccade::vulkan {
using uint = uint32_t;
#endif

// A tensor [N,H,W,C] inside the bound range. Units: floats for the layout dense, quads (four channels) otherwise.
// Tensors of lower rank have ones in front: [1,C] is 1x1xC.
struct TensorRef {
  uint offset;         // of sample 0
  uint sample_stride;  // from one sample to the next
  uint height;
  uint width;
  uint channels;  // without padding
};

#ifdef __cplusplus
}  // namespace saccade::vulkan
#endif
#endif
