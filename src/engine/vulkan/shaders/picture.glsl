// Access to pictures. READ_PICTURE gives NAME_color(ref, x, y) -> red, green and blue; it reads whole words, and one
// more than it needs. WRITE_PICTURE gives NAME_store(width, x, y, colors), which writes RGB pixels x to x + 3 as three
// words; x is a multiple of 4, and pixels beyond the width are padding.
#ifndef SACCADE_PICTURE_GLSL
#define SACCADE_PICTURE_GLSL

#include "picture_push.h"

#define READ_PICTURE(slot, name)                                                                            \
  layout(binding = slot) readonly buffer name##Words { uint name##_words[]; };                              \
  uvec3 name##_color(PictureRef p, uint x, uint y) {                                                        \
    const uint at = y * p.stride_bytes + x * p.pixel_bytes, shift = 8 * (at & 3);                           \
    uint word = name##_words[at / 4] >> shift;                                                              \
    if (shift != 0) word |= name##_words[at / 4 + 1] << (32 - shift);                                       \
    return uvec3(word >> p.red_shift, word >> p.green_shift, word >> p.blue_shift) & 255;                   \
  }

#define WRITE_PICTURE(slot, name)                                                                           \
  layout(binding = slot) writeonly buffer name##Words { uint name##_words[]; };                             \
  void name##_store(uint width, uint x, uint y, uvec3 colors[4]) {                                          \
    const uint stride = (3 * width + 3) / 4, first = x / 4 * 3, at = y * stride + first;                    \
    const uvec3 a = colors[0], b = colors[1], c = colors[2], d = colors[3];                                 \
    name##_words[at] = a.r | a.g << 8 | a.b << 16 | b.r << 24;                                              \
    if (first + 1 < stride) name##_words[at + 1] = b.g | b.b << 8 | c.r << 16 | c.g << 24;                  \
    if (first + 2 < stride) name##_words[at + 2] = c.b | d.r << 8 | d.g << 16 | d.b << 24;                  \
  }

#endif
