#include "engine/device.h"

#include <charconv>
#include <optional>
#include <utility>

#include "base/env.h"
#include "engine/cpu/cpu_engine.h"
#include "engine/device_select.h"
#include "engine/diagnosis.h"

namespace saccade {
namespace {

using Kind = DeviceName::Kind;

Result<int> thread_count(const EngineOptions& options) {
  if (options.threads != 0) return options.threads;
  const std::optional<std::string> wanted = environment("SACCADE_THREADS");
  if (!wanted) return 1;
  int number = 0;
  const auto [end, error] = std::from_chars(wanted->data(), wanted->data() + wanted->size(), number);
  const bool is_number = error == std::errc() && end == wanted->data() + wanted->size();
  if (is_number && number >= 1 && number <= cpu::kMostThreads) return number;
  return invalid_argument("SACCADE_THREADS is '" + *wanted + "'; it must be a number from 1 to " +
                          std::to_string(cpu::kMostThreads));
}

Result<Precision> parse_precision(const std::string& text) {
  if (text == "auto") return Precision::kAuto;
  if (text == "fp32") return Precision::kFloat32;
  if (text == "fp16") return Precision::kFloat16;
  return invalid_argument("precision is '" + text + "'; it must be one of auto, fp32, fp16");
}

// Vulkan's drivers take a tenth of a second to load, which a machine without a GPU need not spend.
bool may_have_gpu(const MachineFacts& facts) {
  for (const char* name : {"VK_DRIVER_FILES", "VK_ICD_FILENAMES", "VK_ADD_DRIVER_FILES"}) {
    if (facts.variables.contains(name)) return true;
  }
  return facts.has_gpu_hardware();
}

class Chooser {
 public:
  Chooser(std::string asked, const EngineOptions& options, Precision precision, Machine& machine)
      : asked_(std::move(asked)), options_(options), precision_(precision), machine_(machine) {}

  Result<DeviceChoice> cpu(std::string reason) const {
    if (precision_ == Precision::kFloat16) {
      return invalid_argument("precision fp16 needs a GPU, and this would run on the CPU (" + reason +
                              "); use precision auto or fp32");
    }
    cpu::CpuEngineOptions cpu;
    cpu.threads = SACCADE_TRY(thread_count(options_));
    cpu.isa = SACCADE_TRY(cpu::choose_isa(environment("SACCADE_ISA").value_or("")));
    DeviceChoice choice = made(SACCADE_TRY(cpu::CpuEngine::create(cpu)), std::move(reason));
    return choice;
  }

  Result<DeviceChoice> best() {
    facts_ = machine_.look();
    if (!may_have_gpu(facts_)) {
      return cpu("no GPU on this machine: no /dev/dri/renderD*, /dev/nvidia* or /dev/dxg, and none on the PCI bus");
    }
    machine_.ask_vulkan(facts_);
    const Result<GpuList> list = list_gpus(facts_.devices, facts_.variables);
    if (!list) return cpu(list.error().message());
    const std::vector<size_t> candidates = SACCADE_TRY(select_devices({}, facts_.devices, *list));
    if (candidates.empty()) return cpu(diagnosis().finding);
    std::string failures;
    for (const size_t position : candidates) {
      const std::optional<Measurement> measured = machine_.measurement(facts_.devices[position]);
      if (measured && measured->cpu_is_faster()) {
        append(failures,
               "bench measured the CPU faster than " + facts_.devices[position].name + " (" + measured->text() + ")");
        continue;
      }
      Result<DeviceChoice> choice = open(position, *list, measured ? "faster (" + measured->text() + ")" : "best GPU");
      if (choice) return choice;
      append(failures, choice.error().message());
    }
    return cpu(failures);
  }

  Result<DeviceChoice> gpu(const DeviceName& name) {
    facts_ = machine_.look();
    machine_.ask_vulkan(facts_);
    GpuList list;
    if (name.kind != Kind::kVulkanCpu) list = SACCADE_TRY(told(list_gpus(facts_.devices, facts_.variables)));
    const std::vector<size_t> candidates = SACCADE_TRY(told(select_devices(name, facts_.devices, list)));
    if (candidates.empty()) return none(name);
    Status failure;
    for (const size_t position : candidates) {
      Result<DeviceChoice> choice = open(position, list, failure.ok() ? "asked for" : failure.message());
      if (choice) return choice;
      if (failure.ok()) failure = choice.error();
    }
    return failure.with_context("device '" + asked_ + "'");
  }

 private:
  DeviceChoice made(std::shared_ptr<Engine> engine, std::string reason) const {
    return {std::move(engine), precision_, asked_, std::move(reason)};
  }

  Result<DeviceChoice> open(size_t position, const GpuList& list, std::string reason) {
    const vulkan::PhysicalDevice& device = facts_.devices[position];
    if (!device.unusable.empty()) return unavailable(device.name + " cannot be used: " + device.unusable);
    Result<OpenedDevice> opened = machine_.open(device, device_id(position, facts_.devices, list));
    if (!opened) return opened.error().with_context(device.name);
    if (!opened->half.ok()) {
      if (precision_ == Precision::kFloat16) {
        return unavailable(device.name + ": " + opened->half.message() + "; use precision auto or fp32");
      }
      append(reason, "fp32, as fp16 failed (" + opened->half.message() + ")");
    }
    return made(std::move(opened->engine), std::move(reason));
  }

  Result<DeviceChoice> none(const DeviceName& name) {
    const std::string subject = "device '" + asked_ + "': ";
    if (name.kind == Kind::kVulkanCpu && facts_.has_loader) {
      return unavailable(subject +
                         "Vulkan has no device here that is a CPU; install Mesa's llvmpipe (Debian, Ubuntu: " +
                         "apt install mesa-vulkan-drivers), or use cpu");
    }
    const Diagnosis why = diagnosis();
    return unavailable(subject + why.finding + "; " + why.remedy + ", or use cpu or auto");
  }

  Diagnosis diagnosis() {
    machine_.find_drivers(facts_);
    return diagnose_gpu(facts_);
  }

  // The same error with the device's name.
  template <typename T>
  Result<T> told(Result<T> result) const {
    if (result) return result;
    return result.error().with_context("device '" + asked_ + "'");
  }

  static void append(std::string& text, const std::string& more) { text += (text.empty() ? "" : "; ") + more; }

  std::string asked_;
  const EngineOptions& options_;
  Precision precision_;
  Machine& machine_;
  MachineFacts facts_;
};

}  // namespace

Result<DeviceChoice> choose_device(std::string_view device, const EngineOptions& options) {
  return choose_device(device, options, *local_machine());
}

Result<DeviceChoice> choose_device(std::string_view device, const EngineOptions& options, Machine& machine) {
  // Every surface passes "auto" when nobody chose, so the variable must count there too.
  const std::optional<std::string> wanted = environment("SACCADE_DEVICE");
  const bool from_environment = (device.empty() || device == "auto") && wanted.has_value();
  const std::string asked = from_environment ? *wanted : device.empty() ? "auto" : std::string(device);
  const Result<DeviceName> name = parse_device_name(asked);
  if (!name) return from_environment ? name.error().with_context("SACCADE_DEVICE") : name.error();
  Chooser chooser(asked, options, SACCADE_TRY(parse_precision(options.precision)), machine);
  if (name->kind == Kind::kCpu) return chooser.cpu("asked for");
  if (name->kind == Kind::kAuto) return chooser.best();
  return chooser.gpu(*name);
}

}  // namespace saccade
