// Pixel format conversion.
#pragma once

#include "saccade/image.h"

namespace saccade {

// The same picture in another format; the image itself when it already is in that format.
// Gray from colour is BT.601 luma (0.299 R + 0.587 G + 0.114 B, as OpenCV); alpha is dropped, or 255 where it is new;
// kGrayF32 is the gray value divided by 255, and clamps to [0, 1] on the way back.
Result<Image> convert(const Image& image, PixelFormat format);

// The same as pixels of one's own, to draw on; a copy when the format stays.
Result<ImageBuilder> convert_to_builder(const Image& image, PixelFormat format);

}  // namespace saccade
