#include "engine/vulkan/ops/vulkan_engine.h"

#include <new>
#include <string>
#include <utility>

#include "engine/vulkan/ops/blur.h"
#include "engine/vulkan/ops/device_images.h"
#include "engine/vulkan/ops/mask.h"
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
  const auto uploads = std::make_shared<ImageUploads>();
  engine->warper_ = std::make_unique<Warper>(engine->queue_, uploads);
  engine->images_ = std::make_unique<DeviceImages>(engine->queue_, uploads);
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

namespace {

template <typename Make>
Result<Image> image_or_no_memory(Make make) {
  try {
    return make();
  } catch (const std::bad_alloc&) {
    return resource_exhausted("no memory for a picture");
  }
}

}  // namespace

Result<Image> VulkanEngine::tensor_to_mask(const Tensor& tensor, const MaskSpec& spec) {
  return image_or_no_memory([&] { return mask_of_tensor(*images_, tensor, spec); });
}

Result<Image> VulkanEngine::warp_mask(const Image& mask, const PixelMap& mask_from_result, Size size, Border border) {
  return image_or_no_memory([&] { return warped_mask(*images_, mask, mask_from_result, size, border); });
}

Result<Image> VulkanEngine::smooth_mask(const Image& mask, const Image& previous, float ratio) {
  return image_or_no_memory([&] { return smoothed_mask(*images_, mask, previous, ratio); });
}

Result<Image> VulkanEngine::blend(const Image& picture, const Image& background, const Image& mask) {
  return image_or_no_memory([&] { return blended(*images_, picture, background, mask); });
}

Result<Image> VulkanEngine::blur(const Image& picture, float sigma_px) {
  return image_or_no_memory([&] { return blurred(*images_, picture, sigma_px); });
}

Traffic VulkanEngine::traffic() const { return queue_->traffic(); }

}  // namespace saccade::vulkan
