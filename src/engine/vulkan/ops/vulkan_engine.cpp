#include "engine/vulkan/ops/vulkan_engine.h"

#include <new>
#include <string>
#include <utility>

#include "engine/vulkan/ops/queue.h"
#include "engine/vulkan/ops/vulkan_session.h"
#include "engine/vulkan/ops/warp.h"
#include "model/rewrite.h"

namespace saccade::vulkan {

Result<std::shared_ptr<VulkanEngine>> VulkanEngine::create(std::shared_ptr<Device> device,
                                                           const VulkanEngineOptions& options) {
  std::shared_ptr<VulkanEngine> engine(new VulkanEngine());
  engine->physical_ = device->physical();
  engine->queue_ = std::make_shared<Queue>(std::move(device));
  engine->warper_ = std::make_unique<Warper>(engine->queue_);
  engine->options_ = options;
  return engine;
}

VulkanEngine::~VulkanEngine() = default;

EngineInfo VulkanEngine::info() const {
  EngineInfo info;
  info.device = options_.device;
  info.kind = "vulkan";
  info.name = physical_.name + " (" + physical_.driver_name + " " + physical_.driver_info + ")";
  return info;
}

Result<std::unique_ptr<Session>> VulkanEngine::prepare(const Model& model, const SessionOptions& options) {
  try {
    RewriteOptions rewrites;
    rewrites.wanted_outputs = options.wanted_outputs;
    rewrites.fuse = options_.rewrite;
    Model rewritten = SACCADE_TRY(rewrite(model, rewrites));
    VulkanSessionOptions session;
    const bool prefers_half = !physical_.is_cpu() && !physical_.caps.avoid_half;
    session.half = options.precision == Precision::kFloat16 || (options.precision == Precision::kAuto && prefers_half);
    session.alias_memory = options_.alias_memory;
    session.fuse = options_.fuse;
    session.portable_tiles = options_.portable_tiles.value_or(physical_.is_cpu());
    session.poison_memory = options_.poison_memory;
    session.dropped_barrier = options_.dropped_barrier;
    return std::unique_ptr<Session>(SACCADE_TRY(VulkanSession::create(queue_, std::move(rewritten), session)));
  } catch (const std::bad_alloc&) {
    return resource_exhausted("no memory to prepare model '" + model.name + "'");
  }
}

Result<Tensor> VulkanEngine::warp_to_tensor(const Image& image, std::span<const Roi> rois, const WarpSpec& spec) {
  try {
    return warper_->warp(image, rois, spec);
  } catch (const std::bad_alloc&) {
    return resource_exhausted("no memory to sample " + std::to_string(rois.size()) + " regions of an image");
  }
}

Traffic VulkanEngine::traffic() const { return queue_->traffic(); }

}  // namespace saccade::vulkan
