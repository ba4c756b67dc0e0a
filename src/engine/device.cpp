#include "engine/device.h"

#include <charconv>
#include <optional>

#include "base/env.h"
#include "engine/cpu/cpu_engine.h"

namespace saccade {
namespace {

constexpr const char* kChoices = "auto, cpu, gpu, gpu:N, uuid:..., pci:..., name:..., vulkan:cpu";

std::optional<int> whole_number(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Result<int> thread_count(const EngineOptions& options) {
  if (options.threads != 0) return options.threads;
  const std::optional<std::string> wanted = environment("SACCADE_THREADS");
  if (!wanted) return 1;
  const std::optional<int> number = whole_number(*wanted);
  if (number && *number >= 1 && *number <= cpu::kMostThreads) return *number;
  return invalid_argument("SACCADE_THREADS is '" + *wanted + "'; it must be a number from 1 to " +
                          std::to_string(cpu::kMostThreads));
}

Result<DeviceChoice> cpu_choice(std::string asked, std::string reason, const EngineOptions& options) {
  cpu::CpuEngineOptions cpu;
  cpu.threads = SACCADE_TRY(thread_count(options));
  cpu.isa = SACCADE_TRY(cpu::choose_isa(environment("SACCADE_ISA").value_or("")));
  DeviceChoice choice;
  choice.engine = SACCADE_TRY(cpu::CpuEngine::create(cpu));
  choice.asked = std::move(asked);
  choice.reason = std::move(reason);
  return choice;
}

bool starts_with_value(std::string_view text, std::string_view prefix) {
  return text.starts_with(prefix) && text.size() > prefix.size();
}

bool names_gpu(std::string_view device) {
  if (device == "gpu" || device == "vulkan:cpu") return true;
  if (starts_with_value(device, "gpu:")) {
    const std::optional<int> index = whole_number(device.substr(4));
    return index && *index >= 0;
  }
  return starts_with_value(device, "uuid:") || starts_with_value(device, "pci:") || starts_with_value(device, "name:");
}

}  // namespace

Result<DeviceChoice> choose_device(std::string_view device, const EngineOptions& options) {
  // Every surface passes "auto" when nobody chose, so the variable must count there too.
  const std::optional<std::string> wanted = environment("SACCADE_DEVICE");
  const bool from_environment = (device.empty() || device == "auto") && wanted.has_value();
  const std::string asked = from_environment ? *wanted : device.empty() ? "auto" : std::string(device);
  if (asked == "cpu") return cpu_choice(asked, "asked for", options);
  if (asked == "auto") return cpu_choice(asked, "this build has no GPU engine", options);
  if (names_gpu(asked)) {
    return unavailable("the device '" + asked +
                       "' needs a GPU engine, which this build does not have; use cpu or auto");
  }
  return invalid_argument("unknown device '" + asked + "'" + (from_environment ? " (SACCADE_DEVICE)" : "") +
                          "; choose one of " + kChoices);
}

}  // namespace saccade
