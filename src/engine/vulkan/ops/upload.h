// Uploads: memory that the host fills and operations read.
#pragma once

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "engine/vulkan/ops/memory_pool.h"
#include "engine/vulkan/ops/queue.h"

namespace saccade::vulkan {

// One buffer where host and device share memory; else one for each, and a copy. Free once nobody holds it.
class UploadMemory {
 public:
  static Result<std::shared_ptr<UploadMemory>> create(std::shared_ptr<Device> device, size_t bytes);

  const std::shared_ptr<Device>& device() const { return device_; }
  size_t bytes() const { return bytes_; }
  std::byte* data() { return host_buffer_.mapped(); }  // to be written before send()
  // Makes the first `bytes` visible to all that is appended to the queue from now on. The submission that carries them,
  // which may fail; null when none is needed.
  static Result<std::shared_ptr<Submission>> send(const std::shared_ptr<UploadMemory>& memory, Queue& queue,
                                                  size_t bytes);
  // All of it that the device can bind.
  BufferRange range() const {
    return {(separate_ ? device_buffer_ : host_buffer_).handle(), 0,
            std::min(bytes_, device_->caps().max_buffer_range_bytes)};
  }

 private:
  UploadMemory() = default;
  Result<const Commands*> copy_of(size_t bytes);

  std::shared_ptr<Device> device_;
  size_t bytes_ = 0;
  bool separate_ = false;
  Buffer host_buffer_, device_buffer_;
  std::vector<std::pair<size_t, std::unique_ptr<Commands>>> copies_;  // by size
};

// Buffers of one place that uploads again and again. One thread at a time.
class UploadPool {
 public:
  // At least `bytes`, and not many times more. Ones of another device are forgotten.
  Result<std::shared_ptr<UploadMemory>> take(const std::shared_ptr<Device>& device, size_t bytes);

 private:
  std::shared_ptr<Device> device_;
  MemoryPool<UploadMemory> memories_;
};

// Data that stays on the device (weights).
struct Constants {
  Buffer buffer;
  std::shared_ptr<Submission> submission;  // that carries them there, which may fail; null: none
};
Result<std::shared_ptr<const Constants>> upload_constants(const std::shared_ptr<Device>& device, Queue& queue,
                                                          const std::vector<std::byte>& bytes);

}  // namespace saccade::vulkan
