// What a dispatch costs that waits for the one before: the floor under a network's time at batch 1. One table, on the
// first real GPU, or on the device whose position among Vulkan's is given.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <limits>

#include "engine/vulkan/device/commands.h"
#include "engine/vulkan/shaders/activation_push.h"
#include "shader_table.h"

namespace saccade::vulkan {
namespace {

constexpr int kDispatches = 200, kRounds = 50;
constexpr uint32_t kGroupSize = 64;

struct Cost {
  double device_us = 0;  // a dispatch, by the device's clock; 0 where there is none
  double submit_us = 0;  // submit and wait of all of them, by the host's
};

Result<Cost> measure(const std::shared_ptr<Device>& device, uint32_t groups, bool dependent) {
  const Pipeline* pipeline =
      SACCADE_TRY(device->pipeline(ShaderId::kActivation, std::vector<uint32_t>{kGroupSize, 1, 1, 1}));
  const uint32_t quads = groups * kGroupSize;
  const Buffer source = SACCADE_TRY(device->create_buffer(size_t{16} * quads, MemoryUse::kDevice));
  const Buffer result = SACCADE_TRY(device->create_buffer(size_t{16} * quads, MemoryUse::kDevice));
  const std::vector<BufferRange> ranges = {
      {source.handle(), 0, source.bytes()}, {result.handle(), 0, result.bytes()}, {source.handle(), 0, source.bytes()}};
  const bool has_clock = device->caps().timestamp_period_ns > 0;
  const std::unique_ptr<Commands> commands =
      SACCADE_TRY(Commands::create(device, kDispatches, 3 * kDispatches, has_clock ? 2 : 0));
  ActivationPush push{};
  push.source = push.result = {0, quads, 1, quads, 4};
  push.samples = 1;
  const auto* words = reinterpret_cast<const uint32_t*>(&push);
  if (has_clock) commands->mark(0);
  for (int i = 0; i < kDispatches; ++i) {
    if (i > 0 && dependent) commands->barrier();
    // To and fro, so that each reads what the one before wrote.
    SACCADE_TRY(commands->dispatch(*pipeline,
                                   std::span(ranges).subspan(static_cast<size_t>(i % 2), pipeline->binding_count),
                                   {words, sizeof push / 4}, {groups, 1, 1}));
  }
  if (has_clock) commands->mark(1);
  SACCADE_TRY(commands->finish());
  Cost least{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  for (int round = 0; round < kRounds; ++round) {
    const auto begin = std::chrono::steady_clock::now();
    const Commands* all[] = {commands.get()};
    SACCADE_TRY(device->wait(SACCADE_TRY(device->submit(all))));
    const std::chrono::duration<double, std::micro> taken = std::chrono::steady_clock::now() - begin;
    least.submit_us = std::min(least.submit_us, taken.count());
    if (has_clock)
      least.device_us = std::min(least.device_us, 1e6 * SACCADE_TRY(commands->timestamps())[1] / kDispatches);
  }
  if (!has_clock) least.device_us = 0;
  return least;
}

Result<int> run(int wanted) {
  const std::shared_ptr<const Instance> instance = SACCADE_TRY(Instance::create());
  const std::vector<PhysicalDevice>& devices = instance->devices();
  size_t position = 0;
  while (position < devices.size() &&
         (wanted < 0 ? devices[position].is_cpu() : position != static_cast<size_t>(wanted)))
    ++position;
  if (position == devices.size()) return unavailable("there is no such GPU; 'saccade doctor' says why");
  const std::shared_ptr<Device> device = SACCADE_TRY(Device::create(instance, devices[position]));
  std::printf("%s (%s %s), %d dispatches of %u invocations a group in one submission, least of %d\n",
              devices[position].name.c_str(), devices[position].driver_name.c_str(),
              devices[position].driver_info.c_str(), kDispatches, kGroupSize, kRounds);
  std::printf("%8s  %22s  %24s  %20s\n", "groups", "dependent us/dispatch", "independent us/dispatch",
              "submit and wait us");
  for (const uint32_t groups : {1u, 16u, 64u, 132u, 264u}) {
    const Cost dependent = SACCADE_TRY(measure(device, groups, true));
    const Cost independent = SACCADE_TRY(measure(device, groups, false));
    std::printf("%8u  %22.3f  %24.3f  %20.1f\n", groups, dependent.device_us, independent.device_us,
                dependent.submit_us);
  }
  return 0;
}

}  // namespace
}  // namespace saccade::vulkan

int main(int argc, char** argv) {
  const auto code = saccade::vulkan::run(argc > 1 ? std::atoi(argv[1]) : -1);
  if (code) return *code;
  std::fprintf(stderr, "dispatch_cost: %s\n", code.error().message().c_str());
  return 1;
}
