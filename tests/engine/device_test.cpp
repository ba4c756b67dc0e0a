#include "engine/device.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/cpu/isa.h"
#include "support/environment.h"
#include "support/fake_machine.h"

namespace saccade {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Result<DeviceChoice> choose(FakeMachine& machine, std::string_view device, const EngineOptions& options = {}) {
  Environment environment;
  environment.unset("SACCADE_DEVICE");
  return choose_device(device, options, machine);
}

// What the device became, or the error.
std::string chosen(FakeMachine& machine, std::string_view device) {
  const auto choice = choose(machine, device);
  return choice ? choice->engine->info().device : choice.error().to_string();
}

std::string reason(FakeMachine& machine, std::string_view device) {
  const auto choice = choose(machine, device);
  return choice ? choice->reason : choice.error().to_string();
}

StatusCode code_of(std::string_view device, const EngineOptions& options = {}) {
  const auto choice = choose_device(device, options);
  return choice.ok() ? StatusCode::kOk : choice.error().code();
}

TEST(ChooseDevice, CpuIsTheCpuEngineAndAsksVulkanNothing) {
  FakeMachine machine = FakeMachine::with({fake_gpu("NVIDIA H200", 1)});
  const auto choice = choose(machine, "cpu");
  ASSERT_TRUE(choice.ok()) << choice.error().to_string();
  EXPECT_EQ(choice->asked, "cpu");
  EXPECT_EQ(choice->reason, "asked for");
  EXPECT_EQ(choice->engine->info().kind, "cpu");
  EXPECT_EQ(machine.times_asked, 0);
}

TEST(ChooseDevice, AutoTakesADiscreteGpuBeforeAnIntegratedBeforeAVirtualOne) {
  FakeMachine machine = FakeMachine::with({fake_gpu("virtual", 1, VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU),
                                           fake_gpu("integrated", 2, VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU),
                                           fake_llvmpipe(), fake_gpu("discrete", 3)});
  EXPECT_EQ(chosen(machine, "auto"), "gpu:2");
  EXPECT_EQ(chosen(machine, "gpu"), "gpu:2");
  EXPECT_EQ(reason(machine, "auto"), "best GPU");
  machine.facts.devices.pop_back();
  EXPECT_EQ(chosen(machine, "auto"), "gpu:1");
  machine.facts.devices.erase(machine.facts.devices.begin() + 1);
  EXPECT_EQ(chosen(machine, "auto"), "gpu:0");
}

TEST(ChooseDevice, AutoSaysWhyItIsNotAGpu) {
  FakeMachine software = FakeMachine::with({fake_llvmpipe()});
  EXPECT_EQ(chosen(software, "auto"), "cpu");
  EXPECT_EQ(reason(software, "auto"), "only llvmpipe (LLVM 15.0.6, 256 bits), which is the CPU");

  FakeMachine without_loader;
  without_loader.facts.vulkan = unavailable("there is no Vulkan loader; install it");
  without_loader.facts.pci_displays = {{{0, 1, 0, 0}, 0x10de}};
  EXPECT_EQ(chosen(without_loader, "auto"), "cpu");
  EXPECT_EQ(reason(without_loader, "auto"), "there is no Vulkan loader");
}

TEST(ChooseDevice, AutoLoadsNoVulkanDriverWhereNothingSpeaksForAGpu) {
  FakeMachine machine = FakeMachine::with({fake_llvmpipe()});
  machine.facts.render_nodes.clear();
  EXPECT_EQ(chosen(machine, "auto"), "cpu");
  EXPECT_THAT(reason(machine, "auto"), HasSubstr("no GPU on this machine"));
  EXPECT_EQ(machine.times_asked, 0);
  machine.facts.variables["VK_ICD_FILENAMES"] = "/some/driver.json";
  EXPECT_EQ(chosen(machine, "auto"), "cpu");
  EXPECT_EQ(machine.times_asked, 1);
}

TEST(ChooseDevice, AGpuThatFailsItsSelfTestLosesToTheNext) {
  FakeMachine machine = FakeMachine::with({fake_gpu("bad", 1), fake_gpu("good", 2)});
  machine.failures["bad"] = internal_error("self-test failed: float32 output 0 differs");
  EXPECT_EQ(chosen(machine, "auto"), "gpu:1");
  EXPECT_EQ(chosen(machine, "gpu"), "gpu:1");
  EXPECT_THAT(reason(machine, "gpu"), HasSubstr("bad: self-test failed"));
  machine.failures["good"] = resource_exhausted("vkAllocateMemory failed");
  EXPECT_EQ(chosen(machine, "auto"), "cpu");
  EXPECT_THAT(reason(machine, "auto"), HasSubstr("bad: self-test failed: float32 output 0 differs; good: vkAllocate"));
  EXPECT_THAT(chosen(machine, "gpu"), HasSubstr("internal: device 'gpu': bad: self-test failed"));
  EXPECT_THAT(chosen(machine, "gpu:1"), HasSubstr("resource_exhausted: device 'gpu:1': good: vkAllocateMemory"));
}

TEST(ChooseDevice, AnAskedForGpuIsNotReplacedByAnother) {
  FakeMachine machine = FakeMachine::with({fake_gpu("bad", 1), fake_gpu("good", 2)});
  machine.failures["bad"] = internal_error("self-test failed");
  for (const char* device : {"gpu:0", "uuid:0101", "pci:0000:01:00.0", "name:bad"}) {
    EXPECT_THAT(chosen(machine, device), HasSubstr("self-test failed")) << device;
  }
  EXPECT_THAT(machine.opened, ElementsAre("gpu:0", "gpu:0", "gpu:0", "gpu:0"));
}

TEST(ChooseDevice, AutoFollowsWhatBenchMeasured) {
  FakeMachine machine = FakeMachine::with({fake_gpu("NVIDIA T4", 1)});
  machine.measured["NVIDIA T4"] = {"face_mesh 640x360", 0.5, 2};
  EXPECT_EQ(chosen(machine, "auto"), "cpu");
  EXPECT_EQ(reason(machine, "auto"),
            "bench measured the CPU faster than NVIDIA T4 (face_mesh 640x360: cpu 0.500 ms, gpu 2.000 ms)");
  EXPECT_THAT(machine.opened, IsEmpty());
  EXPECT_EQ(chosen(machine, "gpu"), "gpu:0");  // asked for is asked for
  machine.measured["NVIDIA T4"].gpu_ms = 0.1;
  EXPECT_EQ(chosen(machine, "auto"), "gpu:0");
  EXPECT_THAT(reason(machine, "auto"), HasSubstr("faster (face_mesh 640x360"));
}

TEST(ChooseDevice, AGpuIsFoundByPositionUuidAddressAndName) {
  FakeMachine machine =
      FakeMachine::with({fake_llvmpipe(), fake_gpu("NVIDIA RTX A4000", 0x1a), fake_gpu("NVIDIA T4", 0x2b)});
  EXPECT_EQ(chosen(machine, "gpu:0"), "gpu:0");
  EXPECT_EQ(chosen(machine, "gpu:1"), "gpu:1");
  EXPECT_EQ(chosen(machine, "uuid:2b2b2b2b-2b2b-2b2b-2b2b-2b2b2b2b2b2b"), "gpu:1");
  EXPECT_EQ(chosen(machine, "uuid:GPU-2B2B2b2b"), "gpu:1");
  EXPECT_EQ(chosen(machine, "pci:0000:1a:00.0"), "gpu:0");
  EXPECT_EQ(chosen(machine, "pci:2b:00.0"), "gpu:1");
  EXPECT_EQ(chosen(machine, "name:t4"), "gpu:1");
}

TEST(ChooseDevice, AGpuThatIsNotThereIsRefusedWithThoseThereAre) {
  FakeMachine machine = FakeMachine::with({fake_gpu("NVIDIA RTX A4000", 0x1a), fake_gpu("NVIDIA T4", 0x2b)});
  for (const char* device : {"gpu:2", "uuid:ffff", "pci:0000:03:00.0", "name:Radeon", "name:nvidia"}) {
    const auto choice = choose(machine, device);
    ASSERT_FALSE(choice) << device;
    EXPECT_EQ(choice.error().code(), StatusCode::kUnavailable);
    EXPECT_THAT(choice.error().message(), HasSubstr(device));
    EXPECT_THAT(choice.error().message(),
                HasSubstr("gpu:1 NVIDIA T4 (uuid 2b2b2b2b-2b2b-2b2b-2b2b-2b2b2b2b2b2b, pci 0000:2b:00.0)"));
  }
  EXPECT_THAT(chosen(machine, "name:nvidia"), HasSubstr("several GPUs match; there are gpu:0"));
}

TEST(ChooseDevice, OneGpuUnderTwoDriversIsTheFirst) {
  FakeMachine machine = FakeMachine::with({fake_gpu("AMD (RADV)", 1), fake_gpu("AMD (AMDVLK)", 1)});
  EXPECT_EQ(chosen(machine, "uuid:0101"), "gpu:0");
  EXPECT_EQ(chosen(machine, "pci:01:00.0"), "gpu:0");
}

TEST(ChooseDevice, LlvmpipeIsTakenUnderItsOwnNameOnly) {
  FakeMachine machine = FakeMachine::with({fake_llvmpipe()});
  EXPECT_EQ(chosen(machine, "vulkan:cpu"), "vulkan:cpu");
  EXPECT_EQ(chosen(machine, "auto"), "cpu");
  for (const char* device : {"gpu", "gpu:0", "uuid:cccc", "name:llvmpipe", "pci:01:00.0"}) {
    EXPECT_THAT(chosen(machine, device), HasSubstr("unavailable")) << device;
    EXPECT_THAT(chosen(machine, device), HasSubstr("which is the CPU")) << device;
  }
  FakeMachine with_gpu = FakeMachine::with({fake_gpu("NVIDIA T4", 1), fake_llvmpipe()});
  EXPECT_EQ(chosen(with_gpu, "vulkan:cpu"), "vulkan:cpu");
  EXPECT_THAT(chosen(with_gpu, "name:llvmpipe"), HasSubstr("ask for vulkan:cpu"));
  with_gpu.facts.devices.pop_back();
  EXPECT_THAT(chosen(with_gpu, "vulkan:cpu"), HasSubstr("apt install mesa-vulkan-drivers"));
}

TEST(ChooseDevice, AGpuThatCannotBeHadIsAnErrorWithCauseAndRemedy) {
  FakeMachine machine = FakeMachine::with({fake_gpu("old", 1)});
  machine.facts.devices[0].unusable = "its driver has Vulkan 1.0.61, 1.1 is needed; update the driver";
  EXPECT_EQ(chosen(machine, "gpu"),
            "unavailable: device 'gpu': old cannot be used: its driver has Vulkan 1.0.61, 1.1 is needed; update the "
            "driver, or use cpu or auto");
  EXPECT_THAT(chosen(machine, "gpu:0"), HasSubstr("update the driver"));
  EXPECT_EQ(chosen(machine, "auto"), "cpu");
  EXPECT_THAT(reason(machine, "auto"), HasSubstr("its driver has Vulkan 1.0.61"));
}

TEST(ChooseDevice, AnAmbiguousCudaIndexIsAnErrorForAGpuAndAReasonForAuto) {
  FakeMachine machine = FakeMachine::with({fake_gpu("NVIDIA T4", 1), fake_gpu("NVIDIA A4000", 2), fake_llvmpipe()});
  machine.facts.variables["CUDA_VISIBLE_DEVICES"] = "1";
  EXPECT_THAT(chosen(machine, "gpu"), HasSubstr("failed_precondition: device 'gpu': CUDA_VISIBLE_DEVICES has '1'"));
  EXPECT_EQ(chosen(machine, "auto"), "cpu");
  EXPECT_THAT(reason(machine, "auto"), HasSubstr("CUDA_DEVICE_ORDER=PCI_BUS_ID"));
  EXPECT_EQ(chosen(machine, "vulkan:cpu"), "vulkan:cpu");
}

TEST(ChooseDevice, AHiddenGpuIsNotTaken) {
  FakeMachine machine = FakeMachine::with({fake_gpu("NVIDIA T4", 1), fake_gpu("NVIDIA A4000", 2)});
  machine.facts.variables["CUDA_VISIBLE_DEVICES"] = "GPU-0202";
  EXPECT_EQ(chosen(machine, "gpu"), "gpu:0");
  EXPECT_EQ(choose(machine, "gpu")->engine->info().name, "NVIDIA A4000");
  EXPECT_THAT(chosen(machine, "name:T4"), HasSubstr("hidden by CUDA_VISIBLE_DEVICES='GPU-0202'"));
  machine.facts.variables["CUDA_VISIBLE_DEVICES"] = "";
  EXPECT_THAT(chosen(machine, "gpu"), HasSubstr("CUDA_VISIBLE_DEVICES='' hides NVIDIA T4"));
  EXPECT_EQ(chosen(machine, "auto"), "cpu");
  EXPECT_THAT(reason(machine, "auto"), HasSubstr("hides"));
}

TEST(ChooseDevice, HalfPrecisionNeedsADeviceThatDoesItRight) {
  FakeMachine machine = FakeMachine::with({fake_gpu("NVIDIA T4", 1)});
  EXPECT_EQ(choose(machine, "gpu", {.precision = "fp16"})->precision, Precision::kFloat16);
  EXPECT_EQ(choose(machine, "gpu", {.precision = "fp32"})->precision, Precision::kFloat32);
  EXPECT_EQ(choose(machine, "gpu")->precision, Precision::kAuto);
  machine.half_failures["NVIDIA T4"] = internal_error("self-test failed: float16");
  EXPECT_THAT(choose(machine, "gpu", {.precision = "fp16"}).error().message(), HasSubstr("use precision auto or fp32"));
  EXPECT_THAT(reason(machine, "auto"), HasSubstr("fp32, as fp16 failed"));
  EXPECT_EQ(choose(machine, "cpu", {.precision = "fp16"}).error().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(choose(machine, "cpu", {.precision = "fp32"})->precision, Precision::kFloat32);
  EXPECT_THAT(choose(machine, "cpu", {.precision = "half"}).error().message(), HasSubstr("auto, fp32, fp16"));
}

TEST(ChooseDevice, JunkIsRefusedWithTheChoices) {
  FakeMachine machine = FakeMachine::with({fake_gpu("NVIDIA T4", 1)});
  for (const char* device : {"tpu",     "gpu:",           "gpu:-1",           "gpu:1x",        "gpu:99999999999",
                             "uuid:",   "uuid:xyz",       "uuid:1",           "pci:",          "pci:1",
                             "pci:1.0", "pci:0000:01:00", "pci:0000:0g:00.0", "pci:1:2:3:4.5", "name:",
                             "CPU",     "cpu:0",          "vulkan",           "vulkan:0",      " gpu"}) {
    const auto choice = choose(machine, device);
    ASSERT_FALSE(choice.ok()) << device;
    EXPECT_EQ(choice.error().code(), StatusCode::kInvalidArgument) << device;
    EXPECT_THAT(choice.error().message(), HasSubstr("auto, cpu, gpu")) << device;
  }
}

TEST(ChooseDevice, TheEnvironmentNamesTheDeviceWhenTheCallerDoesNot) {
  FakeMachine machine = FakeMachine::with({fake_gpu("NVIDIA T4", 1)});
  const Environment device("SACCADE_DEVICE", "gpu:0");
  for (const char* caller : {"", "auto"}) {
    const auto choice = choose_device(caller, {}, machine);
    ASSERT_TRUE(choice) << choice.error().to_string();
    EXPECT_EQ(choice->asked, "gpu:0");
  }
  EXPECT_EQ(choose_device("cpu", {}, machine)->engine->info().device, "cpu");
}

TEST(ChooseDevice, AnErrorInTheEnvironmentNamesTheVariable) {
  const Environment device("SACCADE_DEVICE", "toaster");
  const auto choice = choose_device("", {});
  ASSERT_FALSE(choice.ok());
  EXPECT_THAT(choice.error().message(), HasSubstr("SACCADE_DEVICE"));
}

TEST(ChooseDevice, ThreadsComeFromTheCallerThenFromTheEnvironment) {
  const Environment threads("SACCADE_THREADS", "3");
  EXPECT_THAT(choose_device("cpu", {})->engine->info().name, HasSubstr("3 threads"));
  EXPECT_THAT(choose_device("cpu", {.threads = 2})->engine->info().name, HasSubstr("2 threads"));
}

TEST(ChooseDevice, RefusesThreadsThatAreNoNumber) {
  for (const char* value : {"0", "-1", "two", "2.5", "257", "99999999999999999999"}) {
    const Environment threads("SACCADE_THREADS", value);
    EXPECT_EQ(code_of("cpu"), StatusCode::kInvalidArgument) << value;
  }
  EXPECT_EQ(code_of("cpu", {.threads = -1}), StatusCode::kInvalidArgument);
  EXPECT_EQ(code_of("cpu", {.threads = 257}), StatusCode::kInvalidArgument);
}

TEST(ChooseDevice, TheEnvironmentForcesTheInstructionSet) {
  for (cpu::Isa isa : cpu::available_isas()) {
    const Environment forced("SACCADE_ISA", cpu::isa_name(isa));
    const auto choice = choose_device("cpu", {});
    ASSERT_TRUE(choice.ok()) << choice.error().to_string();
    EXPECT_THAT(choice->engine->info().name, HasSubstr(cpu::isa_name(isa)));
  }
  const Environment junk("SACCADE_ISA", "mmx");
  EXPECT_EQ(code_of("cpu"), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace saccade
