#include "media/frame_pool.h"

#include <cstdlib>
#include <string>
#include <utility>

#include "image/image_storage.h"

namespace saccade {
namespace {

constexpr int kMaxSide = 32768;
constexpr size_t kAlignment_bytes = 64;
// As many pictures as a pipeline of readers, engines and encoders keeps in flight; more would be memory nobody uses.
constexpr size_t kMaxSpare = 16;

size_t round_up(size_t value, size_t unit) { return (value + unit - 1) / unit * unit; }

}  // namespace

void PooledPixels::Free::operator()(uint8_t* memory) const { std::free(memory); }

class PooledPixels::Storage final : public ImageStorage {
 public:
  explicit Storage(PooledPixels pixels) : pixels_(std::move(pixels)) {}
  ~Storage() override { pixels_.pool_->give_back(std::move(pixels_.memory_), pixels_.size_bytes_); }
  Result<HostPixels> host() const override { return HostPixels{pixels_.memory_.get(), pixels_.stride_bytes_}; }

 private:
  PooledPixels pixels_;
};

Image PooledPixels::publish() && {
  const PixelFormat format = format_;
  const int width = width_;
  const int height = height_;
  return Image(format, width, height, std::make_shared<Storage>(std::move(*this)));
}

Result<PooledPixels> FramePool::take(PixelFormat format, int width, int height) {
  const std::string size_text = std::to_string(width) + "x" + std::to_string(height);
  if (width < 1 || height < 1 || width > kMaxSide || height > kMaxSide) {
    return invalid_argument("picture size is " + size_text + "; each side must be 1 to " + std::to_string(kMaxSide) +
                            " pixels");
  }
  PooledPixels pixels;
  const size_t row_bytes = (static_cast<size_t>(width) + 32) * bytes_per_pixel(format);
  pixels.stride_bytes_ = static_cast<ptrdiff_t>(round_up(row_bytes, kAlignment_bytes));
  pixels.size_bytes_ = static_cast<size_t>(pixels.stride_bytes_) * height;
  pixels.format_ = format;
  pixels.width_ = width;
  pixels.height_ = height;
  pixels.pool_ = shared_from_this();
  {
    const std::lock_guard lock(mutex_);
    if (spare_size_bytes_ != pixels.size_bytes_) spare_.clear();
    spare_size_bytes_ = pixels.size_bytes_;
    if (!spare_.empty()) {
      pixels.memory_ = std::move(spare_.back());
      spare_.pop_back();
      return pixels;
    }
  }
  pixels.memory_.reset(static_cast<uint8_t*>(std::aligned_alloc(kAlignment_bytes, pixels.size_bytes_)));
  if (pixels.memory_ == nullptr) return resource_exhausted("no memory for a picture of " + size_text + " pixels");
  return pixels;
}

void FramePool::give_back(PooledPixels::Memory memory, size_t size_bytes) {
  if (memory == nullptr) return;
  const std::lock_guard lock(mutex_);
  if (size_bytes == spare_size_bytes_ && spare_.size() < kMaxSpare) spare_.push_back(std::move(memory));
}

}  // namespace saccade
