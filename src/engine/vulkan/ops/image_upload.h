// Images on the device: uploaded when first read there, and found again while the image lives.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "engine/vulkan/ops/upload.h"
#include "saccade/image.h"

namespace saccade::vulkan {

// Columns and rows of an image, the last ones included.
struct ImagePart {
  int left = 0, top = 0, right = 0, bottom = 0;
  bool contains(const ImagePart& other) const {
    return left <= other.left && top <= other.top && right >= other.right && bottom >= other.bottom;
  }
};

struct UploadedPart {
  ImagePart part;
  size_t stride_bytes = 0;  // a multiple of 4
  std::shared_ptr<UploadMemory> memory;
  std::shared_ptr<Submission> submission;  // UploadMemory::send
  // Shaders read whole words, and one more than they need.
  size_t bytes() const { return stride_bytes * static_cast<size_t>(part.bottom - part.top + 1) + sizeof(uint32_t); }
};

// Thread-safe; threads copy pixels side by side, and one image twice when they ask for it at the same time.
class ImageUploads {
 public:
  // The part of the image, or a larger one that holds it, readable by what is appended to the queue from now on. Parts
  // are uploaded as they are asked for until they make up half of the image; then the whole is. The pixels are copied
  // before the call returns. resource_exhausted for a part larger than the device binds.
  Result<UploadedPart> upload(Queue& queue, const std::shared_ptr<Device>& device, const Image& image,
                              const ImagePart& part);

 private:
  struct Known {
    std::weak_ptr<const ImageStorage> storage;
    size_t uploaded_pixels = 0;
    std::vector<UploadedPart> parts;
  };
  Known& known(const std::shared_ptr<Device>& device, const Image& image);
  // What is there already, or memory of its own for what is to be uploaded (with no submission yet).
  Result<UploadedPart> find(const Queue& queue, const std::shared_ptr<Device>& device, const Image& image,
                            const ImagePart& part, bool* found);

  std::mutex mutex_;  // guards what follows
  std::shared_ptr<Device> device_;
  std::vector<Known> known_;  // oldest first
  UploadPool pool_;
};

}  // namespace saccade::vulkan
