// Push constants of the convolutions.
#ifndef SACCADE_CONVOLUTION_PUSH_H
#define SACCADE_CONVOLUTION_PUSH_H
#include "push.h"
#ifdef __cplusplus
namespace saccade::vulkan {
#endif

struct WindowPush {
  uint stride_h;
  uint stride_w;
  uint dilation_h;
  uint dilation_w;
  uint pad_top;
  uint pad_left;
};

// What the convolution itself gives, before depth-to-space; everything counts per sample.
struct GridPush {
  uint samples;
  uint height;
  uint width;
  uint quads;  // of channels
};

// `constants` is where, in quads, the bias of all quads lies; slopes for PReLU and weights follow.
struct EpiloguePush {
  TensorRef residual;
  TensorRef result;
  uint constants;
};

// conv.comp
struct ConvPush {
  TensorRef source;
  WindowPush window;
  GridPush grid;
  EpiloguePush epilogue;
  uint source_quads;  // that one tap of the window reads
};

// depthwise.comp
struct DepthwisePush {
  TensorRef source;
  WindowPush window;
  GridPush grid;
  EpiloguePush epilogue;
  uint multiplier;
};

// depthwise_pointwise.comp; the depthwise convolution's constants come first in their binding
struct DepthwisePointwisePush {
  TensorRef source;
  WindowPush window;
  GridPush grid;
  EpiloguePush epilogue;
  uint hidden_quads;   // of the depthwise convolution
  uint group_pixels;   // that a group computes, a multiple of kPixels
  uint group_columns;  // of kColumns quads that a group computes
};

#ifdef __cplusplus
}  // namespace saccade::vulkan
#endif
#endif
