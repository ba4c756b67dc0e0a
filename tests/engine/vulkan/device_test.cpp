#include <algorithm>

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
    auto device = Device::create(instance_, instance_->devices().front());
    ASSERT_TRUE(device) << device.error().to_string();
    device_ = *device;
  }
  std::shared_ptr<const Instance> instance_;
  std::shared_ptr<Device> device_;
};

// Uploads, runs RELU, reads back, through buffers of their own.
void expect_relu_works(const std::shared_ptr<Device>& device, uint32_t quads) {
  const ReluCase relu(quads);
  const std::vector<float> input = some_floats(quads * 4);
  const size_t bytes = input.size() * sizeof(float);
  Buffer upload = *device->create_buffer(bytes, MemoryUse::kUpload);
  Buffer source = *device->create_buffer(bytes, MemoryUse::kDevice);
  Buffer result = *device->create_buffer(bytes, MemoryUse::kDevice);
  Buffer back = *device->create_buffer(bytes, MemoryUse::kReadback);
  const auto pipeline = device->pipeline(ShaderId::kActivation, relu.constants);
  ASSERT_TRUE(pipeline) << pipeline.error().to_string();
  auto commands = *Commands::create(device, 1, 2);
  commands->copy({upload.handle(), 0, bytes}, {source.handle(), 0, bytes});
  commands->barrier();
  const BufferRange bindings[] = {{source.handle(), 0, bytes}, {result.handle(), 0, bytes}};
  const Status dispatched = commands->dispatch(**pipeline, bindings, relu.push_words(), relu.groups);
  ASSERT_TRUE(dispatched.ok()) << dispatched.to_string();
  commands->barrier();
  commands->copy({result.handle(), 0, bytes}, {back.handle(), 0, bytes});
  ASSERT_TRUE(commands->finish().ok());
  for (int run = 0; run < 2; ++run) {
    std::memcpy(upload.mapped(), input.data(), bytes);
    ASSERT_TRUE(upload.flush(0, bytes).ok());
    const Commands* const list[] = {commands.get()};
    const auto submission = device->submit(list);
    ASSERT_TRUE(submission) << submission.error().to_string();
    ASSERT_TRUE(device->wait(*submission).ok());
    ASSERT_TRUE(back.invalidate(0, bytes).ok());
    std::vector<float> output(input.size());
    std::memcpy(output.data(), back.mapped(), bytes);
    for (size_t i = 0; i < input.size(); ++i) ASSERT_EQ(output[i], std::max(0.0f, input[i])) << i;
  }
}

TEST_F(VulkanDevice, ShadersSeeWhatTheHostUploadedAndTheHostSeesTheirResult) { expect_relu_works(device_, 333); }

}  // namespace
}  // namespace saccade::vulkan
