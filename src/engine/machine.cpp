#include "engine/machine.h"

#include "base/cache_file.h"
#include "engine/cpu/cpu_engine.h"
#include "engine/self_test.h"
#include "engine/vulkan/ops/vulkan_engine.h"

namespace saccade {
namespace {

Result<std::shared_ptr<Engine>> make_engine(std::shared_ptr<const vulkan::Instance> instance,
                                            const vulkan::PhysicalDevice& device, const std::string& id) {
  vulkan::DeviceOptions device_options;
  device_options.cache_directory = cache_directory();
  std::shared_ptr<vulkan::Device> opened =
      SACCADE_TRY(vulkan::Device::create(std::move(instance), device, device_options));
  vulkan::VulkanEngineOptions options;
  options.device = id;
  return std::shared_ptr<Engine>(SACCADE_TRY(vulkan::VulkanEngine::create(std::move(opened), options)));
}

class LocalMachine final : public Machine {
 public:
  MachineFacts look() override { return look_at_machine(read_variables()); }

  void ask_vulkan(MachineFacts& facts) override {
    Result<vulkan::Api> loader = vulkan::open_loader();
    facts.has_loader = loader.ok();
    facts.vulkan = loader.error();
    if (!loader) return;
    Result<std::shared_ptr<const vulkan::Instance>> instance = vulkan::Instance::create(*std::move(loader), {});
    facts.vulkan = instance.error();
    if (!instance) return;
    instance_ = *std::move(instance);
    facts.devices = instance_->devices();
  }

  void find_drivers(MachineFacts& facts) override { facts.drivers = saccade::find_drivers(facts.variables); }

  Result<OpenedDevice> open(const vulkan::PhysicalDevice& device, const std::string& id) override {
    OpenedDevice opened;
    opened.engine = SACCADE_TRY(make_engine(instance_, device, id));
    if (device.is_cpu()) return opened;
    const SelfTestVerdict verdict = SACCADE_TRY(tested(device, *opened.engine));
    SACCADE_TRY(Status(verdict.single));
    opened.half = verdict.half;
    if (verdict.half.ok() || device.caps.avoid_half) return opened;
    vulkan::PhysicalDevice single = device;
    single.caps.avoid_half = true;
    opened.engine = SACCADE_TRY(make_engine(instance_, single, id));
    return opened;
  }

  std::optional<Measurement> measurement(const vulkan::PhysicalDevice& device) override {
    return known_measurement(device);
  }

 private:
  Result<SelfTestVerdict> tested(const vulkan::PhysicalDevice& device, Engine& engine) {
    if (std::optional<SelfTestVerdict> known = known_self_test(device)) return *std::move(known);
    const std::shared_ptr<Engine> cpu = SACCADE_TRY(cpu::CpuEngine::create({}));
    SelfTestVerdict verdict = self_test(engine, *cpu);
    keep_self_test(device, verdict);
    return verdict;
  }

  std::shared_ptr<const vulkan::Instance> instance_;
};

}  // namespace

std::unique_ptr<Machine> local_machine() { return std::make_unique<LocalMachine>(); }

}  // namespace saccade
