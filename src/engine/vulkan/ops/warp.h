// Rotated rectangles of an image, sampled into a float tensor on the device: the Vulkan engine's warp_to_tensor.
#pragma once

#include <memory>

#include "engine/engine.h"
#include "engine/vulkan/ops/queue.h"

namespace saccade::vulkan {

// Thread-safe.
class Warper {
 public:
  explicit Warper(std::shared_ptr<Queue> queue) : queue_(std::move(queue)) {}
  Result<Tensor> warp(const Image& image, std::span<const Roi> rois, const WarpSpec& spec);

 private:
  std::shared_ptr<Queue> queue_;
};

}  // namespace saccade::vulkan
