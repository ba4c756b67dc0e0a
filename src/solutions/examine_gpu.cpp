#include "solutions/examine_gpu.h"

#include <algorithm>
#include <filesystem>

#include "engine/device.h"
#include "engine/device_select.h"
#include "engine/diagnosis.h"

namespace saccade {
namespace {

// "intel, lvp": the manifests that load, without _icd and the architecture.
std::string driver_names(const MachineFacts& facts) {
  std::string names;
  for (const DriverManifest& driver : facts.drivers) {
    if (!driver.problem.empty()) continue;
    std::string name = std::filesystem::path(driver.path).filename();
    name = name.substr(0, name.find_first_of("_."));
    if ((", " + names + ",").find(", " + name + ",") == std::string::npos) names += (names.empty() ? "" : ", ") + name;
  }
  return names.empty() ? "none" : names;
}

// A variable that hides what there is, or a driver out of order, is worth a word; a machine that has no GPU is not ill.
bool needs_help(const MachineFacts& facts, GpuState state) {
  if (facts.has_gpu_hardware()) return true;
  return state != GpuState::kNoLoader && state != GpuState::kNoDriver && state != GpuState::kOnlySoftware &&
         state != GpuState::kNoDevice;
}

Check told(const MachineFacts& facts, const Diagnosis& why) {
  if (needs_help(facts, why.state)) return {"gpu", Health::kDegraded, why.finding, why.remedy};
  return {"gpu", Health::kOk,
          why.finding + ", and nothing speaks for a GPU on this machine: everything runs on the CPU", ""};
}

std::string describe(const vulkan::PhysicalDevice& device) {
  std::string text = device.name + " (driver " + device.driver_name + " " + device.driver_info + ")";
  for (const std::string& quirk : device.quirks) text += ", quirk " + quirk;
  return text;
}

// A GPU that Vulkan shows and nothing hides: does it compute, and is it worth it?
Check examine_device(const vulkan::PhysicalDevice& device, const std::string& id, Machine& machine) {
  Check check{id, Health::kOk, describe(device), ""};
  if (!device.unusable.empty()) {
    const Diagnosis why = split_message(GpuState::kTooOld, device.unusable);
    return {id, Health::kDegraded, check.finding + " cannot be used: " + why.finding,
            why.remedy.empty() ? "update its driver" : why.remedy};
  }
  const Result<OpenedDevice> opened = machine.open(device, id);
  if (!opened) {
    const Diagnosis why = split_message(GpuState::kUsable, opened.error().message());
    return {id, Health::kDegraded, check.finding + ": " + why.finding,
            why.remedy.empty() ? "update its driver; until then --device auto runs on the CPU" : why.remedy};
  }
  check.finding += ", self-test passed";
  if (!opened->half.ok()) {
    check.health = Health::kDegraded;
    check.finding += " in fp32 only: " + opened->half.message();
    check.remedy = "update its driver; until then precision auto is fp32";
  }
  const std::optional<Measurement> measured = machine.measurement(device);
  if (measured && measured->cpu_is_faster()) {
    check.health = Health::kDegraded;
    check.finding += ", measured slower than the CPU (" + measured->text() + "): --device auto runs on the CPU";
    check.remedy = "ask for it with --device " + id + ", or measure again with 'saccade bench face_mesh --device cpu," +
                   id + " --save'";
  } else if (measured) {
    check.finding += ", measured faster than the CPU (" + measured->text() + ")";
  }
  return check;
}

}  // namespace

std::vector<Check> examine_gpu(Machine& machine) {
  MachineFacts facts = machine.look();
  machine.ask_vulkan(facts);
  machine.find_drivers(facts);
  const Diagnosis why = diagnose_gpu(facts);
  std::vector<Check> checks;
  if (facts.has_loader) {
    checks.push_back({"vulkan", Health::kOk, "the loader is here; drivers: " + driver_names(facts), ""});
  }
  if (why.state != GpuState::kUsable) {
    checks.push_back(told(facts, why));
    return checks;
  }
  const Result<GpuList> list = list_gpus(facts.devices, facts.variables);
  for (const size_t position : list->gpus) {
    checks.push_back(examine_device(facts.devices[position], device_id(position, facts.devices, *list), machine));
  }
  return checks;
}

std::vector<DeviceInfo> list_gpu_devices(Machine& machine) {
  MachineFacts facts = machine.look();
  machine.ask_vulkan(facts);
  const Result<GpuList> listed = list_gpus(facts.devices, facts.variables);
  const GpuList list = listed ? *listed : GpuList{};
  std::vector<DeviceInfo> found;
  for (size_t i = 0; i < facts.devices.size(); ++i) {
    const vulkan::PhysicalDevice& device = facts.devices[i];
    DeviceInfo info;
    info.id = device_id(i, facts.devices, list);
    info.name = device.name;
    info.kind = device_kind(device);
    info.driver = device.driver_name + " " + device.driver_info;
    info.uuid = device.uuid_text();
    if (device.pci) info.pci = pci_text(*device.pci);
    info.memory_bytes = static_cast<int64_t>(device.memory_bytes);
    info.unusable = device.unusable;
    if (info.id.empty()) info.unusable = listed ? "hidden by " + list.hidden_by : listed.error().message();
    found.push_back(std::move(info));
  }
  return found;
}

std::vector<DeviceInfo> list_devices() {
  std::vector<DeviceInfo> devices;
  if (const Result<DeviceChoice> choice = choose_device("cpu", {})) {
    DeviceInfo cpu;
    cpu.id = cpu.kind = "cpu";
    cpu.name = choice->engine->info().name;
    devices.push_back(std::move(cpu));
  }
  for (DeviceInfo& info : list_gpu_devices(*local_machine())) devices.push_back(std::move(info));
  return devices;
}

Status save_measurement(const DeviceMeasurement& measurement, Machine& machine) {
  MachineFacts facts = machine.look();
  machine.ask_vulkan(facts);
  const GpuList list = SACCADE_TRY(list_gpus(facts.devices, facts.variables));
  for (const size_t position : list.gpus) {
    const vulkan::PhysicalDevice& device = facts.devices[position];
    if (device_id(position, facts.devices, list) != measurement.gpu) continue;
    if (keep_measurement(device, {measurement.what, measurement.cpu_ms, measurement.gpu_ms})) return ok_status();
    return unavailable("the measurement cannot be kept; set SACCADE_CACHE to a directory that can be written");
  }
  return not_found("'" + measurement.gpu + "' is no GPU of this machine; 'saccade devices' lists them");
}

Status save_measurement(const DeviceMeasurement& measurement) {
  return save_measurement(measurement, *local_machine());
}

}  // namespace saccade
