// The Vulkan engine's operations on masks. Contracts: engine/engine.h.
#pragma once

#include "engine/engine.h"
#include "engine/vulkan/ops/device_images.h"

namespace saccade::vulkan {

Result<Image> mask_of_tensor(DeviceImages& images, const Tensor& tensor, const MaskSpec& spec);
// A map that moves by more than 16384 pixels of the mask a pixel of the result counts as one that moves by as many.
Result<Image> warped_mask(DeviceImages& images, const Image& mask, const PixelMap& mask_from_result, Size size,
                          Border border);
Result<Image> smoothed_mask(DeviceImages& images, const Image& mask, const Image& previous, float ratio);
Result<Image> blended(DeviceImages& images, const Image& picture, const Image& background, const Image& mask);

}  // namespace saccade::vulkan
