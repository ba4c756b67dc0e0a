// CUDA_VISIBLE_DEVICES and SACCADE_VISIBLE_DEVICES.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/device_select.h"
#include "support/fake_machine.h"

namespace saccade {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

vulkan::PhysicalDevice fake_intel() {
  vulkan::PhysicalDevice device = fake_gpu("Intel Iris", 0x88, VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU);
  device.vendor_id = 0x8086;
  return device;
}

// Positions 0 and 2 are NVIDIA's, out of the order of their addresses; 1 is Intel's, 3 the CPU.
const std::vector<vulkan::PhysicalDevice> kDevices = {fake_gpu("A", 0x2b), fake_intel(), fake_gpu("B", 0x1a),
                                                      fake_llvmpipe()};

std::vector<size_t> visible(const Variables& variables, const std::vector<vulkan::PhysicalDevice>& devices = kDevices) {
  const Result<GpuList> list = list_gpus(devices, variables);
  EXPECT_TRUE(list.ok()) << list.error().to_string();
  return list ? list->gpus : std::vector<size_t>();
}

std::string refusal(const Variables& variables) {
  const Result<GpuList> list = list_gpus(kDevices, variables);
  return list ? "accepted" : list.error().to_string();
}

TEST(VisibleGpus, WithoutAVariableAreAllThatAreNotTheCpu) {
  EXPECT_THAT(visible({}), ElementsAre(0, 1, 2));
  EXPECT_THAT(list_gpus(kDevices, {})->hidden, IsEmpty());
}

TEST(VisibleGpus, CudaNamesThemByUuidOrItsBeginning) {
  EXPECT_THAT(visible({{"CUDA_VISIBLE_DEVICES", "GPU-1a1a1a1a-1a1a-1a1a-1a1a-1a1a1a1a1a1a"}}), ElementsAre(1, 2));
  EXPECT_THAT(visible({{"CUDA_VISIBLE_DEVICES", "GPU-2b2b"}}), ElementsAre(0, 1));
  EXPECT_THAT(visible({{"CUDA_VISIBLE_DEVICES", "GPU-2b2b, GPU-1a1a"}}), ElementsAre(0, 1, 2));
  EXPECT_THAT(visible({{"CUDA_VISIBLE_DEVICES", "GPU-ffff"}}), ElementsAre(1));
}

TEST(VisibleGpus, AnEmptyListOrMinusOneIsNoGpuOfNvidias) {
  for (const char* none : {"", "-1", " ", ","}) {
    EXPECT_THAT(visible({{"CUDA_VISIBLE_DEVICES", none}}), ElementsAre(1)) << none;
    EXPECT_THAT(visible({{"SACCADE_VISIBLE_DEVICES", none}}), IsEmpty()) << none;
  }
  EXPECT_THAT(visible({{"CUDA_VISIBLE_DEVICES", "GPU-2b2b,-1,GPU-1a1a"}}), ElementsAre(0, 1));
  EXPECT_EQ(list_gpus(kDevices, {{"CUDA_VISIBLE_DEVICES", ""}})->hidden_by, "CUDA_VISIBLE_DEVICES=''");
}

TEST(VisibleGpus, ABareCudaIndexCountsWhereItCanMeanOneThingOnly) {
  EXPECT_THAT(refusal({{"CUDA_VISIBLE_DEVICES", "0"}}), HasSubstr("failed_precondition: CUDA_VISIBLE_DEVICES has '0'"));
  EXPECT_THAT(refusal({{"CUDA_VISIBLE_DEVICES", "0"}, {"CUDA_DEVICE_ORDER", "FASTEST_FIRST"}}),
              HasSubstr("CUDA's order of the GPUs is not Vulkan's"));
  // By address B (1a) comes before A (2b).
  const auto by_address = [](const char* list) {
    return visible({{"CUDA_VISIBLE_DEVICES", list}, {"CUDA_DEVICE_ORDER", "PCI_BUS_ID"}});
  };
  EXPECT_THAT(by_address("0"), ElementsAre(1, 2));
  EXPECT_THAT(by_address("1"), ElementsAre(0, 1));
  EXPECT_THAT(by_address("7"), ElementsAre(1));
  const std::vector<vulkan::PhysicalDevice> one = {fake_intel(), fake_gpu("A", 1), fake_llvmpipe()};
  EXPECT_THAT(visible({{"CUDA_VISIBLE_DEVICES", "0"}}, one), ElementsAre(0, 1));
  EXPECT_THAT(visible({{"CUDA_VISIBLE_DEVICES", "1"}}, one), ElementsAre(0));
}

TEST(VisibleGpus, AnIndexIsAmbiguousWhenAnAddressIsUnknown) {
  std::vector<vulkan::PhysicalDevice> devices = kDevices;
  devices[0].pci.reset();
  EXPECT_FALSE(list_gpus(devices, {{"CUDA_VISIBLE_DEVICES", "0"}, {"CUDA_DEVICE_ORDER", "PCI_BUS_ID"}}));
}

TEST(VisibleGpus, AMigSliceAndJunkAreRefused) {
  EXPECT_THAT(refusal({{"CUDA_VISIBLE_DEVICES", "MIG-8f2a0c5e-0000-0000-0000-000000000000"}}),
              HasSubstr("a MIG slice has no Vulkan"));
  EXPECT_THAT(refusal({{"CUDA_VISIBLE_DEVICES", "banana"}}), HasSubstr("it takes UUIDs"));
  EXPECT_THAT(refusal({{"SACCADE_VISIBLE_DEVICES", "pci:banana"}}), HasSubstr("pci:banana"));
}

TEST(VisibleGpus, AnAmbiguousBeginningIsRefused) {
  const std::vector<vulkan::PhysicalDevice> devices = [] {
    std::vector<vulkan::PhysicalDevice> two = {fake_gpu("A", 0x2b), fake_gpu("B", 0x2b)};
    two[1].uuid.back() = 0;
    return two;
  }();
  EXPECT_FALSE(list_gpus(devices, {{"CUDA_VISIBLE_DEVICES", "GPU-2b2b"}}));
  EXPECT_TRUE(list_gpus(devices, {{"CUDA_VISIBLE_DEVICES", devices[1].uuid_text()}}));
}

TEST(VisibleGpus, OursCountsInsteadOfCudasAndSpeaksOfEveryGpu) {
  EXPECT_THAT(visible({{"SACCADE_VISIBLE_DEVICES", "1"}, {"CUDA_VISIBLE_DEVICES", "0"}}), ElementsAre(1));
  EXPECT_THAT(visible({{"SACCADE_VISIBLE_DEVICES", "GPU-8888"}}), ElementsAre(1));
  EXPECT_THAT(visible({{"SACCADE_VISIBLE_DEVICES", "pci:0000:2b:00.0,2"}}), ElementsAre(0, 2));
  EXPECT_THAT(visible({{"SACCADE_VISIBLE_DEVICES", "9"}}), IsEmpty());
}

}  // namespace
}  // namespace saccade
