// ImageScaler: an Image becomes the planes that an encoder takes.
#pragma once

#include "media/ffmpeg.h"
#include "saccade/image.h"
#include "saccade/types.h"

namespace saccade {

// The layout of an Image's bytes in FFmpeg's words.
AVPixelFormat pixel_layout(PixelFormat format);

class ImageScaler {
 public:
  // Draws `image` into the top-left `size` pixels of `target`, whose planes are writable and whose format, colorspace
  // and range are set. A picture of another size is scaled to fit and centred on black. Alpha is dropped where the
  // target has none.
  Status draw(const Image& image, Size size, AVFrame& target);

 private:
  struct Setting {
    Size from;
    Size to;
    PixelFormat format = PixelFormat::kRgb8;
    int layout = -1;
    bool operator==(const Setting&) const = default;
  };
  Status prepare(const Setting& setting, const AVFrame& target);

  AvScaler scaler_;
  Setting setting_;
};

}  // namespace saccade
