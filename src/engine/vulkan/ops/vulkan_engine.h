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

class Queue;   // queue.h: what is recorded and not yet submitted
class Warper;  // warp.h

// Precision kAuto is float16 on a GPU and float32 on a device that is a CPU or has Caps::avoid_half.
class VulkanEngine final : public Engine {
 public:
  static Result<std::shared_ptr<VulkanEngine>> create(std::shared_ptr<Device> device,
                                                      const VulkanEngineOptions& options);
  ~VulkanEngine() override;

  EngineInfo info() const override;
  Result<std::unique_ptr<Session>> prepare(const Model& model, const SessionOptions& options) override;
  Result<Tensor> warp_to_tensor(const Image& image, std::span<const Roi> rois, const WarpSpec& spec) override;
  Traffic traffic() const override;

 private:
  VulkanEngine() = default;
  PhysicalDevice physical_;
  std::shared_ptr<Queue> queue_;
  std::unique_ptr<Warper> warper_;
  VulkanEngineOptions options_;
};

}  // namespace saccade::vulkan
