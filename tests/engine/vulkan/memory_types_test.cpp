// Which memory is taken on machines that are not at hand. The layouts are those that drivers report, sizes rounded.
#include "engine/vulkan/device/memory_types.h"

#include <gtest/gtest.h>

namespace saccade::vulkan {
namespace {

constexpr uint32_t kL = VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT, kV = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT,
                   kC = VK_MEMORY_PROPERTY_HOST_COHERENT_BIT, kH = VK_MEMORY_PROPERTY_HOST_CACHED_BIT,
                   kLazy = VK_MEMORY_PROPERTY_LAZILY_ALLOCATED_BIT;
constexpr bool kOwn = true, kHost = false;

struct Machine {
  VkPhysicalDeviceMemoryProperties memory = {};
  VkPhysicalDeviceType type;
  Caps caps;

  Machine(VkPhysicalDeviceType type, std::vector<std::pair<uint64_t, bool>> heaps_mib,
          std::vector<std::pair<uint32_t, uint32_t>> types)  // flags, heap
      : type(type) {
    for (const auto& [mib, own] : heaps_mib) {
      memory.memoryHeaps[memory.memoryHeapCount++] = {mib << 20,
                                                      own ? VkMemoryHeapFlags{VK_MEMORY_HEAP_DEVICE_LOCAL_BIT} : 0};
    }
    for (const auto& [flags, heap] : types) memory.memoryTypes[memory.memoryTypeCount++] = {flags, heap};
    caps.unified_memory = is_unified(memory, type);
    caps.direct_upload = caps.unified_memory || has_resizable_bar(memory);
  }
  std::vector<uint32_t> types_for(MemoryUse use, uint32_t allowed = ~0u) const {
    return memory_types_for(use, caps, memory, allowed);
  }
  uint32_t best(MemoryUse use) const { return types_for(use).at(0); }
};

Machine nvidia(bool resizable) {
  const uint32_t window = resizable ? 0 : 2;
  return Machine(VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU,
                 resizable ? std::vector<std::pair<uint64_t, bool>>{{144000, kOwn}, {128000, kHost}}
                           : std::vector<std::pair<uint64_t, bool>>{{8192, kOwn}, {16000, kHost}, {246, kOwn}},
                 {{0, 1}, {kL, 0}, {kV | kC, 1}, {kV | kC | kH, 1}, {kL | kV | kC, window}});
}

TEST(MemoryTypes, ADiscreteGpuKeepsItsOwnMemoryAndReadsBackIntoCachedHostMemory) {
  const Machine machine = nvidia(false);
  EXPECT_FALSE(machine.caps.unified_memory);
  EXPECT_FALSE(machine.caps.direct_upload);
  EXPECT_EQ(machine.best(MemoryUse::kDevice), 1u);
  EXPECT_EQ(machine.best(MemoryUse::kUpload), 2u);
  EXPECT_EQ(machine.best(MemoryUse::kReadback), 3u);
  EXPECT_EQ(machine.types_for(MemoryUse::kUpload).back(), 4u) << "the small window comes last";
}

TEST(MemoryTypes, AResizableBarTakesUploads) {
  const Machine machine = nvidia(true);
  EXPECT_FALSE(machine.caps.unified_memory);
  EXPECT_TRUE(machine.caps.direct_upload);
  EXPECT_EQ(machine.best(MemoryUse::kDevice), 1u);
  EXPECT_EQ(machine.best(MemoryUse::kUpload), 4u);
  EXPECT_EQ(machine.types_for(MemoryUse::kUpload)[1], 2u) << "the host's memory when it is full";
  EXPECT_EQ(machine.best(MemoryUse::kReadback), 3u);
}

TEST(MemoryTypes, ForcedStagingUploadsThroughHostMemoryEvenWithAResizableBar) {
  Machine machine = nvidia(true);
  machine.caps.direct_upload = false;
  EXPECT_EQ(machine.best(MemoryUse::kUpload), 2u);
}

TEST(MemoryTypes, AnIntegratedGpuWithACarveOutIsUnified) {  // AMD: two heaps, though it is one memory
  const Machine machine(VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU, {{8000, kHost}, {16000, kOwn}},
                        {{kL, 1}, {kV | kC, 0}, {kL | kV | kC, 1}, {kV | kC | kH, 0}});
  EXPECT_TRUE(machine.caps.unified_memory);
  EXPECT_EQ(machine.best(MemoryUse::kDevice), 2u);
  EXPECT_EQ(machine.best(MemoryUse::kUpload), 2u);
  EXPECT_EQ(machine.best(MemoryUse::kReadback), 3u);
}

TEST(MemoryTypes, OneMemoryForEverything) {  // Intel integrated, llvmpipe
  const Machine machine(VK_PHYSICAL_DEVICE_TYPE_CPU, {{2048, kOwn}}, {{kL | kV | kC | kH, 0}});
  EXPECT_TRUE(machine.caps.unified_memory);
  for (const auto use : {MemoryUse::kDevice, MemoryUse::kUpload, MemoryUse::kReadback})
    EXPECT_EQ(machine.best(use), 0u);
}

TEST(MemoryTypes, APhoneReadsBackThroughItsCacheThoughThatIsIncoherent) {  // Mali
  const Machine machine(VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU, {{4000, kOwn}},
                        {{kL | kV | kC, 0}, {kL | kV | kH, 0}, {kL | kLazy, 0}});
  EXPECT_TRUE(machine.caps.unified_memory);
  EXPECT_EQ(machine.best(MemoryUse::kDevice), 0u);
  EXPECT_EQ(machine.best(MemoryUse::kUpload), 0u);
  EXPECT_EQ(machine.best(MemoryUse::kReadback), 1u);
  EXPECT_EQ(machine.types_for(MemoryUse::kDevice).size(), 2u) << "lazily allocated memory backs no buffer";
}

TEST(MemoryTypes, OnlyWhatTheBufferAllowsIsTaken) {
  const Machine machine = nvidia(true);
  EXPECT_EQ(machine.types_for(MemoryUse::kUpload, 0b00100), std::vector<uint32_t>{2});
  EXPECT_EQ(machine.types_for(MemoryUse::kDevice, 0b01001).size(), 0u) << "host memory is no device memory";
}

}  // namespace
}  // namespace saccade::vulkan
