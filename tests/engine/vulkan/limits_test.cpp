// What is outside of a device's limits is an error before the driver sees it.
#include <gtest/gtest.h>

#include "engine/vulkan/support.h"
#include "shader_table.h"

namespace saccade::vulkan {
namespace {

class VulkanLimits : public ::testing::Test {
 protected:
  void SetUp() override {
    auto instance = Instance::create();
    if (!instance) GTEST_SKIP() << "skipped: no Vulkan device (" << instance.error().message() << ")";
    device_ = *Device::create(*instance, (*instance)->devices().front());
    pipeline_ = *device_->pipeline(ShaderId::kActivation, relu_constants());
    buffer_ = *device_->create_buffer(4096, MemoryUse::kDevice);
    commands_ = *Commands::create(device_, 2, 4);
  }
  Status dispatch(const BufferRange& first, size_t push_words, const std::array<uint32_t, 3>& groups) {
    const BufferRange bindings[] = {first, {buffer_.handle(), 0, 4096}};
    return commands_->dispatch(*pipeline_, bindings, std::vector<uint32_t>(push_words), groups);
  }
  void expect_invalid(const Status& status, const std::string& words) {
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument) << status.to_string();
    EXPECT_NE(status.message().find(words), std::string::npos) << status.to_string();
  }
  BufferRange whole() const { return {buffer_.handle(), 0, 4096}; }

  std::shared_ptr<Device> device_;
  const Pipeline* pipeline_ = nullptr;
  Buffer buffer_;
  std::unique_ptr<Commands> commands_;
};

TEST_F(VulkanLimits, PushConstantsEndAt128Bytes) {
  expect_invalid(dispatch(whole(), 33, {1, 1, 1}), "132 bytes of push constants");
  EXPECT_TRUE(dispatch(whole(), 32, {1, 1, 1}).ok());
}

TEST_F(VulkanLimits, GroupsAreAtLeastOneAndAtMostWhatTheDeviceTakes) {
  expect_invalid(dispatch(whole(), 1, {0, 1, 1}), "0 x 1 x 1 work-groups");
  expect_invalid(dispatch(whole(), 1, {1, 0, 1}), "1 x 0 x 1 work-groups");
  expect_invalid(dispatch(whole(), 1, {1, 65536, 1}), "1 x 65536 x 1 work-groups");
  expect_invalid(dispatch(whole(), 1, {1, 1, 65536}), "1 x 1 x 65536 work-groups");
  const uint32_t most = device_->caps().max_group_count_x;
  if (most < UINT32_MAX) expect_invalid(dispatch(whole(), 1, {most + 1, 1, 1}), "work-groups");
}

TEST_F(VulkanLimits, RangesAreAlignedNotEmptyAndNotTooLarge) {
  expect_invalid(dispatch({buffer_.handle(), 4, 16}, 1, {1, 1, 1}), "binding 0: the offset 4 is no multiple");
  expect_invalid(dispatch({buffer_.handle(), 0, 0}, 1, {1, 1, 1}), "binding 0: there is nothing in it");
  expect_invalid(dispatch({VK_NULL_HANDLE, 0, 16}, 1, {1, 1, 1}), "binding 0: there is nothing in it");
  expect_invalid(dispatch({buffer_.handle(), 0, device_->caps().max_buffer_range_bytes + 1}, 1, {1, 1, 1}),
                 "more than the device binds");
}

TEST_F(VulkanLimits, BindingsAreAsManyAsTheShadersAndNoMoreThanWereAskedFor) {
  const BufferRange one[] = {whole()};
  expect_invalid(commands_->dispatch(*pipeline_, one, {}, {1, 1, 1}), "the shader has 2 bindings, not 1");
  EXPECT_TRUE(dispatch(whole(), 1, {1, 1, 1}).ok());
  EXPECT_TRUE(dispatch(whole(), 1, {1, 1, 1}).ok());
  const Status third = dispatch(whole(), 1, {1, 1, 1});
  EXPECT_EQ(third.code(), StatusCode::kFailedPrecondition);
  EXPECT_NE(third.message().find("no room left"), std::string::npos);
}

TEST_F(VulkanLimits, ARecordingIsFinishedOnceAndSubmittedOnlyThen) {
  const Commands* const list[] = {commands_.get()};
  EXPECT_EQ(device_->submit(list).error().code(), StatusCode::kFailedPrecondition);
  EXPECT_TRUE(commands_->finish().ok());
  EXPECT_EQ(commands_->finish().code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(dispatch(whole(), 1, {1, 1, 1}).code(), StatusCode::kFailedPrecondition);
  EXPECT_TRUE(device_->wait(*device_->submit(list)).ok());
}

TEST_F(VulkanLimits, BuffersHaveASizeThatTheDeviceHas) {
  expect_invalid(device_->create_buffer(0, MemoryUse::kDevice).error(), "0 bytes");
  const auto huge = device_->create_buffer(size_t{1} << 50, MemoryUse::kDevice);
  ASSERT_FALSE(huge);
  EXPECT_EQ(huge.error().code(), StatusCode::kResourceExhausted);
  EXPECT_NE(huge.error().message().find("1073741824 MiB"), std::string::npos) << huge.error().message();
}

TEST_F(VulkanLimits, AnUnusableDeviceIsRefusedWithItsReason) {
  auto instance = *Instance::create();
  PhysicalDevice old = instance->devices().front();
  old.unusable = "its driver has Vulkan 1.0.3, 1.1 is needed; update the driver";
  const auto device = Device::create(instance, old);
  ASSERT_FALSE(device);
  EXPECT_EQ(device.error().code(), StatusCode::kUnavailable);
  EXPECT_NE(device.error().message().find("1.1 is needed"), std::string::npos);
}

}  // namespace
}  // namespace saccade::vulkan
