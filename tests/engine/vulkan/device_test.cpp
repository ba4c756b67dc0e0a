// What a device does on real drivers: lavapipe, or the GPU that is there.
#include <gtest/gtest.h>

#include <cstring>
#include <thread>

#include "engine/vulkan/support.h"
#include "shader_table.h"

namespace saccade::vulkan {
namespace {

class VulkanDevice : public ::testing::Test {
 protected:
  void SetUp() override {
    auto instance = Instance::create();
    if (!instance) GTEST_SKIP() << "skipped: no Vulkan device (" << instance.error().message() << ")";
    instance_ = *instance;
    device_ = open({});
  }
  void TearDown() override {
    if (!instance_) return;
    for (const std::string& message : instance_->validation_messages()) ADD_FAILURE() << message;
  }
  std::shared_ptr<Device> open(const DeviceOptions& options) {
    auto device = Device::create(instance_, instance_->devices().front(), options);
    EXPECT_TRUE(device) << device.error().to_string();
    return device ? *device : nullptr;
  }
  Status run(const std::shared_ptr<Device>& device, uint32_t quads) {
    return SACCADE_TRY(Relu::create(device, quads))->run();
  }
  std::shared_ptr<const Instance> instance_;
  std::shared_ptr<Device> device_;
};

TEST_F(VulkanDevice, EveryDeviceHasWhatVulkanPromises) {
  for (const PhysicalDevice& device : instance_->devices()) {
    if (!device.unusable.empty()) continue;
    EXPECT_FALSE(device.name.empty());
    EXPECT_GE(device.api_version, VK_API_VERSION_1_1);
    EXPECT_EQ(device.uuid_text().size(), 36u);
    EXPECT_NE(device.uuid_text(), "00000000-0000-0000-0000-000000000000");
    EXPECT_GE(device.caps.max_group_invocations, 128u);
    EXPECT_GE(device.caps.max_group_count_x, 65535u);
    EXPECT_GE(device.caps.shared_memory_bytes, 16384u);
    EXPECT_GE(device.caps.push_constant_bytes, 128u);
    EXPECT_GE(device.caps.max_buffer_range_bytes, size_t{1} << 27);
    EXPECT_LE(device.caps.offset_alignment_bytes, 256u);
    EXPECT_LE(device.caps.atom_bytes, 256u);
  }
}

TEST_F(VulkanDevice, LlvmpipeIsACpuWithUnifiedMemory) {
  for (const PhysicalDevice& device : instance_->devices()) {
    if (device.driver_name != "llvmpipe") continue;
    EXPECT_TRUE(device.is_cpu());
    EXPECT_TRUE(device.caps.unified_memory);
    EXPECT_TRUE(device.caps.direct_upload);
    EXPECT_FALSE(device.driver_info.empty());
    EXPECT_FALSE(device.pci.has_value());
    return;
  }
  GTEST_SKIP() << "skipped: llvmpipe is not installed";
}

TEST_F(VulkanDevice, BuffersKeepWhatIsCopiedThroughThem) {
  for (const size_t bytes : {1u, 3u, 4u, 1000u, 70000u}) {
    const Buffer upload = *device_->create_buffer(bytes, MemoryUse::kUpload);
    const Buffer middle = *device_->create_buffer(bytes, MemoryUse::kDevice);
    const Buffer back = *device_->create_buffer(bytes, MemoryUse::kReadback);
    EXPECT_EQ(middle.mapped() != nullptr, device_->caps().unified_memory);
    for (size_t i = 0; i < bytes; ++i) upload.mapped()[i] = static_cast<std::byte>(i * 31 + bytes);
    ASSERT_TRUE(upload.flush(0, bytes).ok());
    auto commands = *Commands::create(device_, 0, 0);
    commands->copy({upload.handle(), 0, bytes}, {middle.handle(), 0, bytes});
    commands->barrier();
    commands->copy({middle.handle(), 0, bytes}, {back.handle(), 0, bytes});
    ASSERT_TRUE(commands->finish().ok());
    const Commands* const list[] = {commands.get()};
    ASSERT_TRUE(device_->wait(*device_->submit(list)).ok());
    ASSERT_TRUE(back.invalidate(0, bytes).ok());
    EXPECT_EQ(std::memcmp(upload.mapped(), back.mapped(), bytes), 0) << bytes;
  }
}

TEST_F(VulkanDevice, ShadersSeeWhatWasUploadedAndARecordingRunsAgain) {
  for (const uint32_t quads : {1u, 63u, 64u, 1000u}) {
    auto relu = Relu::create(device_, quads);
    ASSERT_TRUE(relu) << relu.error().to_string();
    for (int i = 0; i < 3; ++i) EXPECT_TRUE((*relu)->run().ok());
  }
  EXPECT_EQ(device_->submit_count(), 12u);
}

TEST_F(VulkanDevice, ForcedStagingAndLargerAlignmentGiveTheSame) {
  const auto device = open({.force_staging = true, .fake_alignment_bytes = 1024, .fake_incoherent = true});
  EXPECT_FALSE(device->caps().unified_memory);
  EXPECT_FALSE(device->caps().direct_upload);
  EXPECT_EQ(device->caps().offset_alignment_bytes, 1024u);
  EXPECT_EQ(device->caps().atom_bytes, 1024u);
  EXPECT_EQ(device->create_buffer(16, MemoryUse::kDevice)->mapped(), nullptr);
  const Status status = run(device, 333);
  EXPECT_TRUE(status.ok()) << status.to_string();
  const auto odd = Device::create(instance_, instance_->devices().front(), {.fake_alignment_bytes = 48});
  ASSERT_FALSE(odd);
  EXPECT_EQ(odd.error().code(), StatusCode::kInvalidArgument);
}

// What the option is for: on incoherent memory a forgotten flush() or invalidate() shows.
TEST_F(VulkanDevice, IncoherentMemoryKeepsWhatIsNotFlushedToItself) {
  const auto device = open({.fake_alignment_bytes = 256, .fake_incoherent = true});
  const Buffer upload = *device->create_buffer(1024, MemoryUse::kUpload);
  const Buffer back = *device->create_buffer(1024, MemoryUse::kReadback);
  auto commands = *Commands::create(device, 0, 0);
  commands->fill({upload.handle(), 256, 256}, 0x01010101);
  commands->barrier();
  commands->copy({upload.handle(), 0, 1024}, {back.handle(), 0, 1024});
  ASSERT_TRUE(commands->finish().ok());
  std::fill_n(upload.mapped(), 1024, std::byte{9});
  ASSERT_TRUE(upload.flush(600, 8).ok());  // the atom from 512 to 768
  const Commands* const list[] = {commands.get()};
  ASSERT_TRUE(device->wait(*device->submit(list)).ok());
  EXPECT_NE(back.mapped()[300], std::byte{1});
  ASSERT_TRUE(back.invalidate(256, 512).ok());
  EXPECT_EQ(back.mapped()[300], std::byte{1});
  EXPECT_EQ(back.mapped()[512], std::byte{9});
  EXPECT_EQ(back.mapped()[767], std::byte{9});
  EXPECT_NE(back.mapped()[800], std::byte{9});
}

TEST_F(VulkanDevice, APipelineIsMadeOnceAndThenFound) {
  const auto first = device_->pipeline(ShaderId::kActivation, relu_constants());
  ASSERT_TRUE(first);
  EXPECT_EQ(*device_->pipeline(ShaderId::kActivation, relu_constants()), *first);
  EXPECT_EQ(device_->pipeline_count(), 1u);
  std::vector<uint32_t> other = relu_constants();
  other[1] = 2;
  EXPECT_NE(*device_->pipeline(ShaderId::kActivation, other), *first);
  EXPECT_EQ(device_->pipeline_count(), 2u);
}

TEST_F(VulkanDevice, ThreadsShareADevice) {
  std::vector<std::thread> threads;
  std::array<Status, 4> statuses;
  for (Status& status : statuses) {
    threads.emplace_back([this, &status] {
      for (int i = 0; i < 5 && status.ok(); ++i) status = run(device_, 100);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Status& status : statuses) EXPECT_TRUE(status.ok()) << status.to_string();
  EXPECT_EQ(device_->pipeline_count(), 1u);
  EXPECT_EQ(device_->submit_count(), 20u);
}

TEST_F(VulkanDevice, SubmissionsMayBeWaitedForLateTwiceOrNever) {
  auto first = *Relu::create(device_, 10);
  auto second = *Relu::create(device_, 10);
  const uint64_t one = *first->submit(), two = *second->submit();
  EXPECT_LT(one, two);
  EXPECT_TRUE(second->finish(two).ok());
  EXPECT_TRUE(device_->wait(one).ok());
  EXPECT_TRUE(device_->wait(one).ok());
  EXPECT_TRUE(*device_->done(one));
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(first->submit());
    while (!*device_->done(device_->submit_count())) {
    }
  }
  EXPECT_EQ(device_->wait(0).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(device_->wait(device_->submit_count() + 1).code(), StatusCode::kInvalidArgument);
}

TEST_F(VulkanDevice, TimestampsGrow) {
  if (device_->caps().timestamp_period_ns == 0) GTEST_SKIP() << "skipped: the device has no timestamps";
  auto relu = *Relu::create(device_, 1000);
  EXPECT_EQ(relu->commands().timestamps().error().code(), StatusCode::kFailedPrecondition);
  ASSERT_TRUE(relu->run().ok());
  const auto seconds = relu->commands().timestamps();
  ASSERT_TRUE(seconds) << seconds.error().to_string();
  ASSERT_EQ(seconds->size(), 2u);
  EXPECT_EQ((*seconds)[0], 0);
  EXPECT_GT((*seconds)[1], 0);
}

}  // namespace
}  // namespace saccade::vulkan
