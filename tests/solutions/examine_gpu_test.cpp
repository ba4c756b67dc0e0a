// What the doctor says of each machine that people have.
#include "solutions/examine_gpu.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "support/environment.h"
#include "support/fake_machine.h"

namespace saccade {
namespace {

using testing::HasSubstr;

const DriverManifest kNvidiaDriver = {"/etc/vulkan/icd.d/nvidia_icd.json", "libGLX_nvidia.so.0", ""};
const DriverManifest kLlvmpipeDriver = {"/usr/share/vulkan/icd.d/lvp_icd.x86_64.json", "libvulkan_lvp.so", ""};
const PciDisplay kNvidiaCard = {{0, 1, 0, 0}, 0x10de};

// A machine with an NVIDIA card on its bus, its nodes, and Vulkan's loader; llvmpipe is what Vulkan shows.
FakeMachine with_card() {
  FakeMachine machine;
  machine.facts.has_loader = true;
  machine.facts.pci_displays = {kNvidiaCard};
  machine.facts.render_nodes = {{"/dev/dri/renderD128", true, "render"}};
  machine.facts.nvidia_nodes = {{"/dev/nvidia0", true, "root"}};
  machine.facts.devices = {fake_llvmpipe()};
  machine.drivers = {kLlvmpipeDriver};
  return machine;
}

// The last check: the first that is not well, or the GPU.
Check conclusion(FakeMachine machine) {
  const std::vector<Check> checks = examine_gpu(machine);
  EXPECT_FALSE(checks.empty());
  for (const Check& check : checks) {
    EXPECT_EQ(check.remedy.empty(), check.health == Health::kOk) << check.name << ": " << check.finding;
  }
  return checks.empty() ? Check{} : checks.back();
}

void expect_degraded(const FakeMachine& machine, const std::string& finding, const std::string& remedy) {
  const Check check = conclusion(machine);
  EXPECT_EQ(check.health, Health::kDegraded) << check.finding;
  EXPECT_THAT(check.finding, HasSubstr(finding));
  EXPECT_THAT(check.remedy, HasSubstr(remedy));
}

TEST(ExamineGpu, NoLibvulkan) {
  FakeMachine machine = with_card();
  machine.facts.has_loader = false;
  machine.facts.devices.clear();
  machine.facts.vulkan = unavailable("there is no Vulkan loader (libvulkan.so.1); install it (apt install libvulkan1)");
  expect_degraded(machine, "no Vulkan loader (libvulkan.so.1)", "apt install libvulkan1");
}

TEST(ExamineGpu, ALoaderWithoutADriver) {
  FakeMachine machine = with_card();
  machine.facts.devices.clear();
  machine.drivers.clear();
  expect_degraded(machine, "but no driver (no json file in vulkan/icd.d)", "NVIDIA's driver with its graphics part");
  machine.facts.pci_displays = {{{0, 1, 0, 0}, 0x1002}};
  machine.facts.nvidia_nodes.clear();
  expect_degraded(machine, "no driver", "apt install mesa-vulkan-drivers");
}

TEST(ExamineGpu, ADriverWhoseLibraryIsMissing) {
  FakeMachine machine = with_card();
  machine.drivers.push_back(kNvidiaDriver);
  machine.drivers.back().problem = "libGLX_nvidia.so.0: cannot open shared object file: No such file or directory";
  expect_degraded(machine, "/etc/vulkan/icd.d/nvidia_icd.json does not load: libGLX_nvidia.so.0: cannot open",
                  "reinstall the GPU's driver");
}

TEST(ExamineGpu, OnlyLlvmpipeBesideACard) {
  expect_degraded(with_card(), "only llvmpipe (LLVM 15.0.6, 256 bits), which is the CPU", "install NVIDIA's driver");
}

TEST(ExamineGpu, AContainerWithoutTheGraphicsCapability) {
  FakeMachine machine = with_card();
  machine.facts.container = "docker";
  expect_degraded(machine, "NVIDIA_DRIVER_CAPABILITIES is not set",
                  "NVIDIA_DRIVER_CAPABILITIES=compute,utility,graphics");
  machine.facts.variables["NVIDIA_DRIVER_CAPABILITIES"] = "compute,utility";
  expect_degraded(machine, "NVIDIA_DRIVER_CAPABILITIES is 'compute,utility'", "graphics");
  for (const char* enough : {"compute,utility,graphics", "all"}) {
    machine.facts.variables["NVIDIA_DRIVER_CAPABILITIES"] = enough;
    expect_degraded(machine, "only llvmpipe", "install");
  }
}

TEST(ExamineGpu, AContainerWithoutTheMachinesGpu) {
  FakeMachine machine = with_card();
  machine.facts.container = "docker";
  machine.facts.render_nodes.clear();
  machine.facts.nvidia_nodes.clear();
  expect_degraded(machine, "not passed into this container (docker)", "--gpus all");
  machine.facts.pci_displays = {{{0, 1, 0, 0}, 0x8086}};
  expect_degraded(machine, "not passed into this container", "--device /dev/dri");
}

TEST(ExamineGpu, NoPermissionOnTheRenderNode) {
  FakeMachine machine = with_card();
  machine.facts.render_nodes[0].accessible = false;
  expect_degraded(machine, "no permission for /dev/dri/renderD128 (group render)", "usermod -aG render");
  machine.facts.container = "podman";
  machine.facts.nvidia_nodes.clear();
  expect_degraded(machine, "no permission for /dev/dri/renderD128", "--group-add");
}

TEST(ExamineGpu, ADriverHiddenByAVariableOfTheLoader) {
  for (const char* name :
       {"VK_DRIVER_FILES", "VK_ICD_FILENAMES", "VK_LOADER_DRIVERS_SELECT", "VK_LOADER_DRIVERS_DISABLE"}) {
    FakeMachine machine = with_card();
    machine.facts.variables[name] = "something";
    expect_degraded(machine, std::string(name) + "='something' leaves only llvmpipe", "unset it");
  }
  FakeMachine machine = with_card();
  machine.facts.variables["MESA_VK_DEVICE_SELECT"] = "10005:0!";
  expect_degraded(machine, "MESA_VK_DEVICE_SELECT='10005:0!' leaves only", "unset it");
  machine.facts.variables["MESA_VK_DEVICE_SELECT"] = "10005:0";  // a wish, which hides nothing
  expect_degraded(machine, "only llvmpipe", "install");
}

TEST(ExamineGpu, AVariableThatLeavesNoDriverIsToldWithoutACardToo) {
  FakeMachine machine;
  machine.facts.has_loader = true;
  machine.facts.variables["VK_ICD_FILENAMES"] = "/nowhere.json";
  machine.facts.vulkan = unavailable("the Vulkan loader finds no driver that works; install one");
  machine.drivers = {{"/nowhere.json", "", "there is no such file"}};
  expect_degraded(machine, "VK_ICD_FILENAMES='/nowhere.json' leaves no Vulkan driver", "unset it");
}

TEST(ExamineGpu, AGpuHiddenByAVariableOfCudaOrOurs) {
  FakeMachine machine = with_card();
  machine.facts.devices = {fake_gpu("NVIDIA T4", 1), fake_llvmpipe()};
  machine.facts.variables["CUDA_VISIBLE_DEVICES"] = "-1";
  expect_degraded(machine, "CUDA_VISIBLE_DEVICES='-1' hides NVIDIA T4", "change that variable");
  machine.facts.variables["CUDA_VISIBLE_DEVICES"] = "MIG-1234";
  expect_degraded(machine, "CUDA_VISIBLE_DEVICES has 'MIG-1234'", "name a whole GPU");
}

TEST(ExamineGpu, ADriverWhereTheLoaderDoesNotLook) {
  FakeMachine machine = with_card();
  machine.facts.unlisted_manifest = "/usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json";
  expect_degraded(machine, "lies where Vulkan's loader does not look", "set VK_ADD_DRIVER_FILES=/usr/local/nvidia");
}

TEST(ExamineGpu, WslWithoutADriver) {
  FakeMachine machine = with_card();
  machine.facts.pci_displays.clear();
  machine.facts.render_nodes.clear();
  machine.facts.nvidia_nodes.clear();
  machine.facts.has_wsl_node = true;
  expect_degraded(machine, "this is WSL", "dzn");
}

TEST(ExamineGpu, ADriverThatIsTooOld) {
  FakeMachine machine = with_card();
  machine.facts.devices = {fake_gpu("NVIDIA T4", 1)};
  machine.facts.devices[0].unusable = "its driver has Vulkan 1.0.61, 1.1 is needed; update the driver";
  expect_degraded(machine, "NVIDIA T4 cannot be used: its driver has Vulkan 1.0.61", "update the driver");
}

TEST(ExamineGpu, AFailedSelfTest) {
  FakeMachine machine = with_card();
  machine.facts.devices = {fake_gpu("NVIDIA T4", 1)};
  machine.failures["NVIDIA T4"] = internal_error("self-test failed: float32 output 0 differs from the CPU's by 3");
  expect_degraded(machine, "self-test failed: float32 output 0", "update its driver");
  machine.failures.clear();
  machine.half_failures["NVIDIA T4"] = internal_error("self-test failed: float16 output 1 differs");
  expect_degraded(machine, "self-test passed in fp32 only", "update its driver");
}

TEST(ExamineGpu, NoMemoryOnTheDevice) {
  FakeMachine machine = with_card();
  machine.facts.devices = {fake_gpu("NVIDIA T4", 1)};
  machine.failures["NVIDIA T4"] = resource_exhausted("vkAllocateMemory failed; close other programs that use the GPU");
  expect_degraded(machine, "vkAllocateMemory failed", "close other programs");
}

TEST(ExamineGpu, AGpuMeasuredSlowerThanTheCpu) {
  FakeMachine machine = with_card();
  machine.facts.devices = {fake_gpu("NVIDIA T4", 1)};
  machine.measured["NVIDIA T4"] = {"face_mesh", 0.5, 2};
  expect_degraded(machine, "measured slower than the CPU (face_mesh: cpu 0.500 ms, gpu 2.000 ms)", "--device gpu:0");
}

TEST(ExamineGpu, Healthy) {
  FakeMachine machine = with_card();
  machine.facts.devices = {fake_gpu("NVIDIA H200", 1), fake_gpu("NVIDIA T4", 2), fake_llvmpipe()};
  machine.drivers = {kNvidiaDriver, kLlvmpipeDriver};
  machine.measured["NVIDIA T4"] = {"face_mesh", 0.5, 0.1};
  const std::vector<Check> checks = examine_gpu(machine);
  ASSERT_EQ(checks.size(), 3u);
  EXPECT_EQ(checks[0].finding, "the loader is here; drivers: nvidia, lvp");
  EXPECT_EQ(checks[1].name, "gpu:0");
  EXPECT_EQ(checks[1].finding, "NVIDIA H200 (driver NVIDIA 550.54.15), self-test passed");
  EXPECT_THAT(checks[2].finding, HasSubstr("measured faster than the CPU"));
  for (const Check& check : checks) EXPECT_EQ(check.health, Health::kOk) << check.finding;
}

TEST(ExamineGpu, AMachineWithoutAGpuIsNotIll) {
  FakeMachine machine;
  machine.facts.vulkan = unavailable("there is no Vulkan loader; install it");
  EXPECT_EQ(conclusion(machine).health, Health::kOk);
  EXPECT_THAT(conclusion(machine).finding, HasSubstr("there is no Vulkan loader, and nothing speaks for a GPU"));
  machine.facts.has_loader = true;
  machine.facts.vulkan = ok_status();
  EXPECT_THAT(conclusion(machine).finding, HasSubstr("no driver"));
  machine.facts.devices = {fake_llvmpipe()};
  machine.drivers = {kLlvmpipeDriver};
  EXPECT_THAT(conclusion(machine).finding, HasSubstr("only llvmpipe"));
  EXPECT_EQ(conclusion(machine).health, Health::kOk);
}

TEST(ListDevices, HasAllThatOneChoosesBy) {
  FakeMachine machine = FakeMachine::with({fake_llvmpipe(), fake_gpu("NVIDIA T4", 1), fake_gpu("NVIDIA H200", 2)});
  machine.facts.variables["CUDA_VISIBLE_DEVICES"] = "GPU-0202";
  machine.facts.devices[2].unusable = "its driver has Vulkan 1.0";
  const std::vector<DeviceInfo> devices = list_gpu_devices(machine);
  ASSERT_EQ(devices.size(), 3u);
  EXPECT_EQ(devices[0].id, "vulkan:cpu");
  EXPECT_EQ(devices[0].kind, "vulkan on the cpu");
  EXPECT_EQ(devices[1].id, "");
  EXPECT_EQ(devices[1].unusable, "hidden by CUDA_VISIBLE_DEVICES='GPU-0202'");
  EXPECT_EQ(devices[2].id, "gpu:0");
  EXPECT_EQ(devices[2].kind, "discrete gpu");
  EXPECT_EQ(devices[2].driver, "NVIDIA 550.54.15");
  EXPECT_EQ(devices[2].uuid, "02020202-0202-0202-0202-020202020202");
  EXPECT_EQ(devices[2].pci, "0000:02:00.0");
  EXPECT_EQ(devices[2].memory_bytes, int64_t{8} << 30);
  EXPECT_EQ(devices[2].unusable, "its driver has Vulkan 1.0");
}

TEST(SaveMeasurement, IsWhatAutoFollows) {
  std::string directory = std::filesystem::temp_directory_path() / "measured.XXXXXX";
  const Environment cache("SACCADE_CACHE", ::mkdtemp(directory.data()));
  FakeMachine machine = FakeMachine::with({fake_gpu("NVIDIA T4", 1)});
  ASSERT_TRUE(save_measurement({"gpu:0", "face_mesh", 1, 2}, machine).ok());
  EXPECT_TRUE(known_measurement(machine.facts.devices[0])->cpu_is_faster());
  EXPECT_EQ(save_measurement({"gpu:1", "face_mesh", 1, 2}, machine).code(), StatusCode::kNotFound);
  std::filesystem::remove_all(directory);
}

}  // namespace
}  // namespace saccade
