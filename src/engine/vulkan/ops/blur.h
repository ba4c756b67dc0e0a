// The Vulkan engine's Engine::blur, with the CPU engine's blocks and boxes (engine/image_checks.h).
#pragma once

#include "engine/vulkan/ops/device_images.h"

namespace saccade::vulkan {

Result<Image> blurred(DeviceImages& images, const Image& picture, float sigma_px);

}  // namespace saccade::vulkan
