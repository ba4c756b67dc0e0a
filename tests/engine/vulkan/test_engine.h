// The Vulkan engine for tests: on the first device of this machine, which in CI is a CPU (lavapipe).
#pragma once

#include <memory>

#include "engine/vulkan/ops/vulkan_engine.h"

namespace saccade::vulkan {

// unavailable where there is no Vulkan device. The same device for the same options, so that pipelines are made once.
Result<std::shared_ptr<Device>> shared_test_device(const DeviceOptions& options = {});
// On a shared device.
Result<std::shared_ptr<VulkanEngine>> test_engine(const VulkanEngineOptions& options = {},
                                                  const DeviceOptions& device = {});

}  // namespace saccade::vulkan
