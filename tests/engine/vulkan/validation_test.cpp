// The validation layer finds what we do wrong on purpose, and nothing in what we do right.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "engine/vulkan/environment.h"
#include "engine/vulkan/shaders/activation_push.h"
#include "engine/vulkan/support.h"
#include "shader_table.h"

namespace saccade::vulkan {
namespace {

class VulkanValidation : public ::testing::Test {
 protected:
  // False where the test is to be skipped.
  bool open(Validation validation) {
    auto instance = Instance::create({.validation = validation});
    if (!instance) {
      why_ = instance.error().message();
      return false;
    }
    instance_ = *instance;
    device_ = *Device::create(instance_, instance_->devices().front());
    return true;
  }
  // RELU twice, the second on the result of the first; `told_quads` is what the shader believes to be there.
  Status chain(bool with_barrier, uint32_t quads, uint32_t told_quads) {
    const size_t bytes = quads * 16;
    const Buffer one = SACCADE_TRY(device_->create_buffer(bytes, MemoryUse::kDevice));
    const Buffer two = SACCADE_TRY(device_->create_buffer(bytes, MemoryUse::kDevice));
    const Buffer three = SACCADE_TRY(device_->create_buffer(bytes, MemoryUse::kDevice));
    const Pipeline* pipeline = SACCADE_TRY(device_->pipeline(ShaderId::kActivation, relu_constants()));
    ActivationPush push = {};
    push.source = push.result = {0, told_quads, 1, told_quads, 4};
    push.samples = 1;
    std::array<uint32_t, sizeof(push) / 4> words;
    std::memcpy(words.data(), &push, sizeof(push));
    const std::array<uint32_t, 3> groups = {(told_quads + 63) / 64, 1, 1};
    const auto commands = SACCADE_TRY(Commands::create(device_, 2, 4));
    const BufferRange first[] = {{one.handle(), 0, bytes}, {two.handle(), 0, bytes}};
    const BufferRange second[] = {{two.handle(), 0, bytes}, {three.handle(), 0, bytes}};
    SACCADE_TRY(commands->dispatch(*pipeline, first, words, groups));
    if (with_barrier) commands->barrier();
    SACCADE_TRY(commands->dispatch(*pipeline, second, words, groups));
    SACCADE_TRY(commands->finish());
    const Commands* const list[] = {commands.get()};
    return device_->wait(SACCADE_TRY(device_->submit(list)));
  }
  // Whether a message has those words; the messages are gone with the instance.
  bool found(const std::string& words) const {
    const std::vector<std::string> messages = instance_->validation_messages();
    return std::any_of(messages.begin(), messages.end(),
                       [&](const std::string& m) { return m.find(words) != std::string::npos; });
  }

  std::string why_;
  std::shared_ptr<const Instance> instance_;
  std::shared_ptr<Device> device_;
};

TEST_F(VulkanValidation, NothingIsFoundInARoundTrip) {
  for (const Validation kind : {Validation::kCore, Validation::kSynchronisation, Validation::kGpuAssisted}) {
    if (!open(kind)) GTEST_SKIP() << "skipped: " << why_;
    const Status status = (*Relu::create(device_, 100))->run();
    EXPECT_TRUE(status.ok()) << status.to_string();
    EXPECT_TRUE(chain(true, 100, 100).ok());
    device_.reset();
    for (const std::string& message : instance_->validation_messages()) ADD_FAILURE() << message;
  }
}

TEST_F(VulkanValidation, CoreChecksFindAMisuse) {
  if (!open(Validation::kCore)) GTEST_SKIP() << "skipped: " << why_;
  const Buffer buffer = *device_->create_buffer(64, MemoryUse::kDevice);
  const auto commands = *Commands::create(device_, 0, 0);
  commands->fill({buffer.handle(), 60, 64}, 0);  // ends behind the buffer
  EXPECT_TRUE(found("VUID-vkCmdFillBuffer-size"));
}

TEST_F(VulkanValidation, SynchronisationChecksFindAMissingBarrier) {
  if (!open(Validation::kSynchronisation)) GTEST_SKIP() << "skipped: " << why_;
  ASSERT_TRUE(chain(false, 100, 100).ok());
  EXPECT_TRUE(found("SYNC-HAZARD-READ-AFTER-WRITE") || found("SYNC-HAZARD-READ_AFTER_WRITE"));
}

TEST_F(VulkanValidation, ChecksInsideOfShadersFindAWriteBehindTheRange) {
  if (!open(Validation::kGpuAssisted)) GTEST_SKIP() << "skipped: " << why_;
  ASSERT_TRUE(chain(true, 64, 128).ok());
  EXPECT_TRUE(found("out of bounds"));
}

TEST_F(VulkanValidation, TheEnvironmentTurnsItOn) {
  const ScopedEnvironment on("SACCADE_VULKAN_VALIDATION", "sync");
  if (!open(Validation::kOff)) GTEST_SKIP() << "skipped: " << why_;
  EXPECT_EQ(instance_->validation(), Validation::kSynchronisation);
}

TEST_F(VulkanValidation, AMissingLayerIsAnErrorThatNamesItsPackage) {
  if (!open_loader()) GTEST_SKIP() << "skipped: no Vulkan loader";
  const TemporaryDirectory empty;
  const ScopedEnvironment nowhere("VK_LAYER_PATH", empty.path());
  const auto instance = Instance::create({.validation = Validation::kCore});
  ASSERT_FALSE(instance);
  EXPECT_EQ(instance.error().code(), StatusCode::kFailedPrecondition) << instance.error().to_string();
  EXPECT_NE(instance.error().message().find("apt install vulkan-validationlayers"), std::string::npos);
}

}  // namespace
}  // namespace saccade::vulkan
