// Image: a picture or a mask, immutable and shared. Origin at the top-left pixel's corner, x right, y down.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "saccade/status.h"

namespace saccade {

enum class PixelFormat : uint8_t {
  kGray8,    // 1 byte
  kRgb8,     // R, G, B bytes
  kBgr8,     // B, G, R bytes
  kRgba8,    // R, G, B, A bytes, straight alpha
  kBgra8,    // B, G, R, A bytes, straight alpha
  kGrayF32,  // one float in [0, 1]: masks
};

int channel_count(PixelFormat format);
int bytes_per_pixel(PixelFormat format);
const char* pixel_format_name(PixelFormat format);

// Pixels on the host. `data` points at the top-left pixel; row y starts at data + y * stride_bytes, which is negative
// for pictures stored bottom-up. kGrayF32 rows are aligned to four bytes.
struct HostPixels {
  const uint8_t* data = nullptr;
  ptrdiff_t stride_bytes = 0;
};

class ImageStorage;  // src/image/image_storage.h: what a device keeps behind an image

// Value type; copies share the pixels. Thread-safe, as its pixels never change once it is made.
class Image {
 public:
  Image() = default;  // empty: 0x0

  // Copies `height` rows of `pixels`. invalid_argument for a size below 1x1 or above 32768 a side, a null pointer, or
  // rows that overlap (a stride shorter than a row); resource_exhausted when memory is out.
  static Result<Image> copy(PixelFormat format, int width, int height, HostPixels pixels);
  // Borrows the pixels until the last copy of the image is gone, then calls `release` (may be empty). On an error
  // `release` is not called.
  static Result<Image> wrap(PixelFormat format, int width, int height, HostPixels pixels,
                            std::function<void()> release);

  // For engines: an image of valid size that lives in `storage`.
  Image(PixelFormat format, int width, int height, std::shared_ptr<const ImageStorage> storage);
  // For engines: what copies of this image share; null when empty.
  const std::shared_ptr<const ImageStorage>& storage() const { return storage_; }

  bool empty() const { return width_ == 0; }
  int width() const { return width_; }
  int height() const { return height_; }
  PixelFormat format() const { return format_; }

  // The pixels on the host; fetched from the device the first time when they live only there. failed_precondition
  // when empty.
  Result<HostPixels> host() const;

 private:
  std::shared_ptr<const ImageStorage> storage_;
  int width_ = 0;
  int height_ = 0;
  PixelFormat format_ = PixelFormat::kRgb8;
};

// Pixels being written; finish() publishes them as an Image. One thread at a time.
class ImageBuilder {
 public:
  // Uninitialised pixels, rows 64-byte aligned. Errors as Image::copy; resource_exhausted when memory is out.
  static Result<ImageBuilder> create(PixelFormat format, int width, int height);

  // Only before finish().
  uint8_t* row(int y) { return data_ + static_cast<ptrdiff_t>(y) * stride_bytes_; }
  ptrdiff_t stride_bytes() const { return stride_bytes_; }
  int width() const { return width_; }
  int height() const { return height_; }
  PixelFormat format() const { return format_; }

  Image finish() &&;

 private:
  ImageBuilder() = default;
  std::shared_ptr<uint8_t> pixels_;
  uint8_t* data_ = nullptr;
  ptrdiff_t stride_bytes_ = 0;
  int width_ = 0;
  int height_ = 0;
  PixelFormat format_ = PixelFormat::kRgb8;
};

}  // namespace saccade
