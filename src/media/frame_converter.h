// FrameConverter: a decoded frame, in whatever layout its codec gives, becomes an RGB or RGBA Image.
#pragma once

#include <memory>

#include "media/ffmpeg.h"
#include "media/frame_pool.h"
#include "saccade/image.h"

namespace saccade {

// The frame's transparency is real and not only a channel of its layout.
bool has_transparency(const AVFrame& frame);

// One pass from the decoder's planes to packed bytes, 8 bits a channel.
// Matrix and range are the frame's when it says so, else BT.601 limited, which is what players and OpenCV assume; in
// that case the bytes are the same as OpenCV's VideoCapture gives (swscale, nearest chroma).
class FrameConverter {
 public:
  // `format` is kRgb8 or kRgba8.
  Result<Image> convert(const AVFrame& frame, PixelFormat format);

 private:
  struct Setting {
    int width = 0;
    int height = 0;
    int layout = -1;  // AVPixelFormat
    int colorspace = 0;
    int range = 0;
    PixelFormat format = PixelFormat::kRgb8;
    bool operator==(const Setting&) const = default;
  };
  Status prepare(const Setting& setting);

  std::shared_ptr<FramePool> pool_ = FramePool::make();
  AvScaler scaler_;
  Setting setting_;
};

}  // namespace saccade
