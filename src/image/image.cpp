#include "saccade/image.h"

#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <utility>

#include "base/check.h"
#include "image/image_storage.h"

namespace saccade {
namespace {

// Sides are bounded so that products of a coordinate with fixed-point fractions or pixel sizes stay inside 32 bits.
constexpr int kMaxSide = 32768;
constexpr size_t kRowAlignment_bytes = 64;

class HostStorage final : public ImageStorage {
 public:
  HostStorage(HostPixels pixels, std::shared_ptr<void> owner) : pixels_(pixels), owner_(std::move(owner)) {}
  Result<HostPixels> host() const override { return pixels_; }

 private:
  HostPixels pixels_;
  std::shared_ptr<void> owner_;
};

class BorrowedStorage final : public ImageStorage {
 public:
  BorrowedStorage(HostPixels pixels, std::function<void()> release) : pixels_(pixels), release_(std::move(release)) {}
  ~BorrowedStorage() override {
    if (release_) release_();
  }
  Result<HostPixels> host() const override { return pixels_; }

 private:
  HostPixels pixels_;
  std::function<void()> release_;
};

Status check_pixels(PixelFormat format, int width, int height, HostPixels pixels) {
  SACCADE_TRY(check_image_size(width, height));
  if (pixels.data == nullptr) return invalid_argument("image pixels are a null pointer");
  const ptrdiff_t row_bytes = static_cast<ptrdiff_t>(width) * bytes_per_pixel(format);
  const bool rows_overlap = pixels.stride_bytes < row_bytes && pixels.stride_bytes > -row_bytes;
  if (height > 1 && rows_overlap) {
    return invalid_argument("image stride is " + std::to_string(pixels.stride_bytes) + " bytes; a row of " +
                            std::to_string(width) + " " + pixel_format_name(format) + " pixels takes " +
                            std::to_string(row_bytes));
  }
  return ok_status();
}

}  // namespace

Status check_image_size(int width, int height) {
  if (width < 1 || height < 1 || width > kMaxSide || height > kMaxSide) {
    return invalid_argument("image size is " + std::to_string(width) + "x" + std::to_string(height) +
                            "; each side must be 1 to " + std::to_string(kMaxSide) + " pixels");
  }
  return ok_status();
}

int channel_count(PixelFormat format) {
  switch (format) {
    case PixelFormat::kGray8:
    case PixelFormat::kGrayF32:
      return 1;
    case PixelFormat::kRgb8:
    case PixelFormat::kBgr8:
      return 3;
    case PixelFormat::kRgba8:
    case PixelFormat::kBgra8:
      return 4;
  }
  SACCADE_CHECK(false);
}

int bytes_per_pixel(PixelFormat format) {
  return format == PixelFormat::kGrayF32 ? static_cast<int>(sizeof(float)) : channel_count(format);
}

const char* pixel_format_name(PixelFormat format) {
  switch (format) {
    case PixelFormat::kGray8:
      return "gray8";
    case PixelFormat::kRgb8:
      return "rgb8";
    case PixelFormat::kBgr8:
      return "bgr8";
    case PixelFormat::kRgba8:
      return "rgba8";
    case PixelFormat::kBgra8:
      return "bgra8";
    case PixelFormat::kGrayF32:
      return "gray_f32";
  }
  SACCADE_CHECK(false);
}

Image::Image(PixelFormat format, int width, int height, std::shared_ptr<const ImageStorage> storage)
    : storage_(std::move(storage)), width_(width), height_(height), format_(format) {
  SACCADE_CHECK(storage_ != nullptr && check_image_size(width, height).ok());
}

Result<Image> Image::copy(PixelFormat format, int width, int height, HostPixels pixels) {
  SACCADE_TRY(check_pixels(format, width, height, pixels));
  ImageBuilder builder = SACCADE_TRY(ImageBuilder::create(format, width, height));
  const size_t row_bytes = static_cast<size_t>(width) * bytes_per_pixel(format);
  for (int y = 0; y < height; ++y) std::memcpy(builder.row(y), pixels.data + y * pixels.stride_bytes, row_bytes);
  return std::move(builder).finish();
}

Result<Image> Image::wrap(PixelFormat format, int width, int height, HostPixels pixels, std::function<void()> release) {
  SACCADE_TRY(check_pixels(format, width, height, pixels));
  if (format == PixelFormat::kGrayF32 &&
      (reinterpret_cast<uintptr_t>(pixels.data) % alignof(float) != 0 || pixels.stride_bytes % alignof(float) != 0)) {
    return invalid_argument("gray_f32 pixels must be aligned to four bytes; use Image::copy for others");
  }
  return Image(format, width, height, std::make_shared<BorrowedStorage>(pixels, std::move(release)));
}

Result<HostPixels> Image::host() const {
  if (empty()) return failed_precondition("image is empty (0x0)");
  return storage_->host();
}

Result<ImageBuilder> ImageBuilder::create(PixelFormat format, int width, int height) {
  SACCADE_TRY(check_image_size(width, height));
  const size_t row_bytes = static_cast<size_t>(width) * bytes_per_pixel(format);
  const size_t stride = (row_bytes + kRowAlignment_bytes - 1) / kRowAlignment_bytes * kRowAlignment_bytes;
  auto* memory = static_cast<uint8_t*>(std::aligned_alloc(kRowAlignment_bytes, stride * height));
  if (memory == nullptr) {
    return resource_exhausted("no memory for an image of " + std::to_string(width) + "x" + std::to_string(height) +
                              " " + pixel_format_name(format) + " pixels");
  }
  ImageBuilder builder;
  builder.pixels_ = std::shared_ptr<uint8_t>(memory, std::free);
  builder.data_ = memory;
  builder.stride_bytes_ = static_cast<ptrdiff_t>(stride);
  builder.width_ = width;
  builder.height_ = height;
  builder.format_ = format;
  return builder;
}

Image ImageBuilder::finish() && {
  SACCADE_CHECK(data_ != nullptr);
  const HostPixels pixels{data_, stride_bytes_};
  data_ = nullptr;
  return Image(format_, width_, height_, std::make_shared<HostStorage>(pixels, std::move(pixels_)));
}

}  // namespace saccade
