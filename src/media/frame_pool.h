// FramePool: pixel memory that goes round, so that reading a video does not allocate a picture per frame.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "saccade/image.h"

namespace saccade {

// Memory for one picture, being written. Rows are 64-byte aligned and hold at least 32 pixels more than they need at
// their end: swscale's vector code writes whole blocks, and leaves columns out when a row has no room for the last one.
class PooledPixels {
 public:
  PooledPixels(PooledPixels&&) noexcept = default;
  PooledPixels& operator=(PooledPixels&&) noexcept = default;

  uint8_t* data() { return memory_.get(); }
  ptrdiff_t stride_bytes() const { return stride_bytes_; }
  // The memory returns to its pool when the last copy of the image is gone, from whatever thread.
  Image publish() &&;

 private:
  friend class FramePool;
  struct Free {
    void operator()(uint8_t* memory) const;
  };
  using Memory = std::unique_ptr<uint8_t, Free>;
  class Storage;

  PooledPixels() = default;

  std::shared_ptr<class FramePool> pool_;
  Memory memory_;
  size_t size_bytes_ = 0;
  ptrdiff_t stride_bytes_ = 0;
  PixelFormat format_ = PixelFormat::kRgb8;
  int width_ = 0;
  int height_ = 0;
};

// Thread-safe. Memory that comes back is kept for the next picture of the same size in bytes, and freed otherwise.
class FramePool : public std::enable_shared_from_this<FramePool> {
 public:
  static std::shared_ptr<FramePool> make() { return std::shared_ptr<FramePool>(new FramePool); }
  // invalid_argument for a side below 1 or above 32768, resource_exhausted when memory is out.
  Result<PooledPixels> take(PixelFormat format, int width, int height);

 private:
  friend class PooledPixels;
  FramePool() = default;
  void give_back(PooledPixels::Memory memory, size_t size_bytes);

  std::mutex mutex_;
  std::vector<PooledPixels::Memory> spare_;  // all of spare_size_bytes_
  size_t spare_size_bytes_ = 0;
};

}  // namespace saccade
