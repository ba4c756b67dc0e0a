// Masks and pictures on the device: what operations read, and what they make.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "engine/vulkan/ops/device_tensor.h"
#include "engine/vulkan/ops/image_upload.h"
#include "engine/vulkan/ops/memory_pool.h"
#include "engine/vulkan/ops/plan_builder.h"
#include "engine/vulkan/shaders/picture_push.h"
#include "image/image_storage.h"

namespace saccade::vulkan {

// The pixels of an image in a ResultMemory, rows from its start. Fetched when the host first wants them.
class DeviceImage final : public ImageStorage {
 public:
  DeviceImage(std::shared_ptr<Queue> queue, std::shared_ptr<Submission> submission,
              std::shared_ptr<const ResultMemory> memory, size_t stride_bytes)
      : queue_(std::move(queue)),
        submission_(std::move(submission)),
        memory_(std::move(memory)),
        stride_bytes_(stride_bytes) {}

  Result<HostPixels> host() const override;

  // Whether an operation on `device` in `queue` can read it where it lies.
  bool lies_on(const Queue& queue, const Device& device) const;
  const std::shared_ptr<const ResultMemory>& memory() const { return memory_; }
  const std::shared_ptr<Submission>& submission() const { return submission_; }
  size_t stride_bytes() const { return stride_bytes_; }

 private:
  std::shared_ptr<Queue> queue_;
  std::shared_ptr<Submission> submission_;
  std::shared_ptr<const ResultMemory> memory_;
  size_t stride_bytes_;
};

// What an operation reads, on the device.
struct ImageSource {
  BufferRange range;
  size_t stride_bytes = 0;  // of an image; a multiple of 4
  size_t offset_bytes = 0;  // of a tensor, in the range
  std::shared_ptr<const void> memory;
  std::shared_ptr<Submission> submission;  // that it came with; null: done already
};

// One dispatch of one-dimensional groups: so many invocations in a row, and a row of groups for each row.
struct ImageStep {
  ShaderId shader = {};
  std::vector<BufferRange> bindings;
  std::vector<uint32_t> push;
  int columns = 0, rows = 0;
};

// An operation that makes an image: its steps, each of which sees what those before it wrote.
struct ImageWork {
  std::shared_ptr<Device> device;
  std::vector<ImageSource> sources;  // kMostSources
  std::vector<std::shared_ptr<ResultMemory>> scratch;
  std::shared_ptr<ResultMemory> result;
  size_t stride_bytes = 0;  // of the result
  std::vector<ImageStep> steps;
  double flops = 0;
};

// Thread-safe. What an engine's operations on images share.
class DeviceImages {
 public:
  static constexpr size_t kMostSources = 3;

  DeviceImages(std::shared_ptr<Queue> queue, std::shared_ptr<ImageUploads> uploads)
      : queue_(std::move(queue)), uploads_(std::move(uploads)) {}

  // For an image of that size and format. invalid_argument for a size that no image has.
  Result<ImageWork> start(PixelFormat format, Size size);
  // In place where they lie on the work's device, else uploaded. Added to the work's sources.
  Result<ImageSource> read(ImageWork& work, const Image& image);
  Result<ImageSource> read(ImageWork& work, const Tensor& tensor);  // float32
  // Memory for what lies between the steps.
  Result<BufferRange> scratch(ImageWork& work, size_t bytes);
  // Records and appends the work; nothing runs before somebody wants the pixels.
  Result<Image> finish(ImageWork work, PixelFormat format, Size size);

 private:
  Result<std::shared_ptr<ResultMemory>> memory(const std::shared_ptr<Device>& device, size_t bytes);

  std::shared_ptr<Queue> queue_;
  std::shared_ptr<ImageUploads> uploads_;
  std::mutex mutex_;  // guards what follows
  std::shared_ptr<Device> device_;
  MemoryPool<ResultMemory> memories_;
  UploadPool tensors_;
};

// How shaders reach the pixels of a picture in an 8-bit format.
PictureRef picture_ref(PixelFormat format, const ImageSource& source);

}  // namespace saccade::vulkan
