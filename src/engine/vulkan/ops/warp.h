// Rotated rectangles of an image, sampled into a float tensor on the device: the Vulkan engine's warp_to_tensor.
#pragma once

#include <memory>
#include <mutex>

#include "engine/engine.h"
#include "engine/vulkan/ops/device_tensor.h"
#include "engine/vulkan/ops/image_upload.h"
#include "engine/vulkan/ops/memory_pool.h"

namespace saccade::vulkan {

// Thread-safe.
class Warper {
 public:
  Warper(std::shared_ptr<Queue> queue, std::shared_ptr<ImageUploads> images);
  ~Warper();
  // All regions in one dispatch. Errors as the CPU engine's, and resource_exhausted for what the device cannot bind.
  Result<Tensor> warp(const Image& image, std::span<const Roi> rois, const WarpSpec& spec);

 private:
  struct Slot;  // a result with its parameters; only its holders touch it
  Result<std::shared_ptr<Slot>> slot_for(const std::shared_ptr<Device>& device, const Shape& shape, bool bicubic);

  std::shared_ptr<Queue> queue_;
  std::shared_ptr<ImageUploads> images_;
  std::mutex mutex_;  // guards what follows
  std::shared_ptr<Device> device_;
  MemoryPool<Slot> slots_;
};

}  // namespace saccade::vulkan
