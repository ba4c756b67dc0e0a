// The Vulkan engine: operations are recorded, and run when a host read needs them.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "engine/engine.h"
#include "engine/vulkan/device/device.h"

namespace saccade::vulkan {

struct VulkanEngineOptions {
  std::string device = {};  // EngineInfo::device: "gpu:0", "vulkan:cpu"
  // For tests: every value keeps its own memory; one dispatch an operator; memory is NaN before each run; no rewrites
  // but the necessary ones.
  bool alias_memory = true;
  bool fuse = true;
  bool poison_memory = false;
  bool rewrite = true;
  std::optional<bool> portable_tiles = {};  // PlanOptions::portable; unset: on a device that is a CPU
  int dropped_barrier = -1;  // the mutation test of synchronisation validation leaves out this level's barrier
};

class DeviceImages;  // device_images.h
class Queue;         // queue.h: what is recorded and not yet submitted
class Warper;        // warp.h

// Precision kAuto is float16 on a GPU and float32 on a device that is a CPU or has Caps::avoid_half.
class VulkanEngine final : public Engine {
 public:
  static Result<std::shared_ptr<VulkanEngine>> create(std::shared_ptr<Device> device,
                                                      const VulkanEngineOptions& options);
  ~VulkanEngine() override;

  EngineInfo info() const override;
  Result<std::unique_ptr<Session>> prepare(const Model& model, const SessionOptions& options) override;
  Result<Tensor> warp_to_tensor(const Image& image, std::span<const Roi> rois, const WarpSpec& spec) override;
  Result<Image> tensor_to_mask(const Tensor& tensor, const MaskSpec& spec) override;
  Result<Image> warp_mask(const Image& mask, const PixelMap& mask_from_result, Size size, Border border) override;
  Result<Image> smooth_mask(const Image& mask, const Image& previous, float ratio) override;
  Result<Image> blend(const Image& picture, const Image& background, const Image& mask) override;
  Result<Image> blur(const Image& picture, float sigma_px) override;
  Traffic traffic() const override;

 private:
  VulkanEngine() = default;
  PhysicalDevice physical_;
  std::shared_ptr<Queue> queue_;
  std::unique_ptr<Warper> warper_;
  std::unique_ptr<DeviceImages> images_;
  VulkanEngineOptions options_;
};

}  // namespace saccade::vulkan
