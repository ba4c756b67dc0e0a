#include "engine/vulkan/device/quirks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fake_machine.h"

namespace saccade::vulkan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

PhysicalDevice with_quirks(PhysicalDevice device, std::string_view overrides = "") {
  EXPECT_TRUE(apply_quirks(device, overrides).ok());
  return device;
}

PhysicalDevice adreno(const char* driver) {
  PhysicalDevice device = fake_gpu("Adreno (TM) 740", 1, VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU);
  device.vendor_id = 0x5143;
  device.driver_name = driver;
  return device;
}

TEST(Quirks, AnOrdinaryGpuHasNone) { EXPECT_THAT(with_quirks(fake_gpu("NVIDIA H200", 1)).quirks, IsEmpty()); }

TEST(Quirks, ASoftwareRendererIsACpuWhateverItSays) {
  for (const char* name : {"Virtio-GPU Venus (llvmpipe (LLVM 15.0.6, 256 bits))", "SwiftShader Device (LLVM 10.0.0)",
                           "Microsoft Direct3D12 (Microsoft Basic Render Driver)"}) {
    const PhysicalDevice device = with_quirks(fake_gpu(name, 1, VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU));
    EXPECT_TRUE(device.is_cpu()) << name;
    EXPECT_THAT(device.quirks, ElementsAre("software_renderer"));
  }
}

TEST(Quirks, QualcommsOwnDriverComputesInFloat32) {
  EXPECT_TRUE(with_quirks(adreno("Qualcomm Technologies Inc. Adreno Vulkan Driver")).caps.avoid_half);
  EXPECT_FALSE(with_quirks(adreno("turnip Mesa driver")).caps.avoid_half);
}

TEST(Quirks, TheEnvironmentTurnsEachOnAndOff) {
  for (const Quirk& quirk : quirk_table()) {
    EXPECT_THAT(with_quirks(fake_gpu("NVIDIA H200", 1), quirk.name).quirks, ElementsAre(quirk.name));
    EXPECT_THAT(with_quirks(fake_gpu("llvmpipe", 1), std::string("-software_renderer,-") + quirk.name).quirks,
                IsEmpty());
  }
  EXPECT_TRUE(with_quirks(fake_gpu("NVIDIA H200", 1), "avoid_half").caps.avoid_half);
  EXPECT_FALSE(with_quirks(adreno("Qualcomm"), "-avoid_half").caps.avoid_half);
}

TEST(Quirks, AnUnknownNameIsRefusedWithTheKnownOnes) {
  PhysicalDevice device = fake_gpu("NVIDIA H200", 1);
  const Status status = apply_quirks(device, "avoid_half,no_such");
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(status.message(), HasSubstr("'no_such'; there are software_renderer, avoid_half"));
}

}  // namespace
}  // namespace saccade::vulkan
