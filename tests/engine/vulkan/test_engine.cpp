#include "test_engine.h"

#include <map>
#include <tuple>

namespace saccade::vulkan {

Result<std::shared_ptr<Device>> shared_test_device(const DeviceOptions& options) {
  static std::map<std::tuple<bool, size_t, bool>, std::shared_ptr<Device>> devices;
  std::shared_ptr<Device>& device =
      devices[{options.force_staging, options.fake_alignment_bytes, options.fake_incoherent}];
  if (!device) {
    const std::shared_ptr<const Instance> instance = SACCADE_TRY(Instance::create());
    device = SACCADE_TRY(Device::create(instance, instance->devices().front(), options));
  }
  return device;
}

Result<std::shared_ptr<VulkanEngine>> test_engine(const VulkanEngineOptions& options, const DeviceOptions& device) {
  return VulkanEngine::create(SACCADE_TRY(shared_test_device(device)), options);
}

}  // namespace saccade::vulkan
