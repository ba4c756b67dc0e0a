// Every Vulkan call failing, and the device being lost at every one: a clear Status, no crash, nothing left behind.
#include <gtest/gtest.h>

#include <set>

#include "engine/vulkan/faulty_api.h"
#include "engine/vulkan/support.h"
#include "shader_table.h"

namespace saccade::vulkan {
namespace {

// The Status names the call that failed, and is of the code that its result means.
void expect_named(const Status& status, const std::string& function, VkResult result) {
  EXPECT_NE(status.message().find(function), std::string::npos) << function << ": " << status.to_string();
  if (result == VK_ERROR_DEVICE_LOST) {
    EXPECT_EQ(status.code(), StatusCode::kUnavailable) << status.to_string();
  }
  if (result == VK_ERROR_OUT_OF_HOST_MEMORY) {
    EXPECT_TRUE(status.code() == StatusCode::kResourceExhausted || status.code() == StatusCode::kUnavailable)
        << status.to_string();
  }
}

class VulkanFaults : public ::testing::Test {
 protected:
  void SetUp() override {
    faulty_ = std::make_unique<FaultyApi>();
    if (!faulty_->ok() || !make_instance().ok()) GTEST_SKIP() << "skipped: no Vulkan device";
  }
  void TearDown() override {
    device_.reset();
    instance_.reset();
    ASSERT_NE(faulty_, nullptr);
    EXPECT_EQ(faulty_->alive(), "");
  }
  Status make_instance() {
    instance_.reset();
    instance_ = SACCADE_TRY(Instance::create(faulty_->api(), {}));
    return ok_status();
  }
  Status make_device() {
    device_.reset();
    device_ = SACCADE_TRY(Device::create(instance_, instance_->devices().front(), options_));
    return ok_status();
  }
  // A device's whole life: incoherent memory, two runs, timestamps, the cache.
  Status life() {
    SACCADE_TRY(make_device());
    auto relu = SACCADE_TRY(Relu::create(device_, 100));
    SACCADE_TRY(relu->run());
    SACCADE_TRY(relu->run());
    if (device_->caps().timestamp_period_ns > 0) SACCADE_TRY(relu->commands().timestamps());
    device_->save_pipelines();
    return ok_status();
  }

  // Of a life in which that call failed: an error, but for the cache's and the very last one; memory that one type
  // lacks may come from another.
  void expect_clear(const Status& status, VkResult result) {
    const std::string& failed = faulty_->failed();
    const bool no_memory = result == VK_ERROR_OUT_OF_DEVICE_MEMORY && failed == "vkAllocateMemory";
    const bool harmless =
        failed == "vkGetPipelineCacheData" || failed == "vkDeviceWaitIdle" || (no_memory && status.ok());
    EXPECT_EQ(status.ok(), harmless) << failed << ": " << status.to_string();
    if (status.ok()) return;
    if (result == VK_ERROR_OUT_OF_DEVICE_MEMORY) {
      EXPECT_EQ(status.code(), StatusCode::kResourceExhausted) << failed;
    }
    if (!no_memory) expect_named(status, failed, result);
  }

  std::unique_ptr<FaultyApi> faulty_;
  std::shared_ptr<const Instance> instance_;
  std::shared_ptr<Device> device_;
  const TemporaryDirectory directory_;
  const DeviceOptions options_ = {.force_staging = true, .fake_incoherent = true, .cache_directory = directory_.path()};
};

TEST_F(VulkanFaults, EveryCallOfMakingAnInstanceFailsClearly) {
  faulty_->clear();
  ASSERT_TRUE(make_instance().ok());
  const int calls = faulty_->calls();
  EXPECT_GE(calls, 6);
  for (int call = 0; call < calls; ++call) {
    for (const VkResult result : {VK_ERROR_OUT_OF_HOST_MEMORY, VK_ERROR_INITIALIZATION_FAILED, VK_ERROR_UNKNOWN}) {
      instance_.reset();
      faulty_->clear();
      faulty_->fail_call(call, result);
      const Status status = make_instance();
      const std::string failed = faulty_->failed();
      ASSERT_FALSE(failed.empty());
      if (failed == "vkEnumerateDeviceExtensionProperties") {  // that device only
        ASSERT_TRUE(status.ok()) << status.to_string();
        EXPECT_NE(instance_->devices().front().unusable.find(failed), std::string::npos);
        EXPECT_FALSE(make_device().ok());
      } else if (failed == "vkEnumeratePhysicalDevices" && result == VK_ERROR_INITIALIZATION_FAILED) {
        EXPECT_EQ(status.code(), StatusCode::kUnavailable);
        EXPECT_NE(status.message().find("find no device"), std::string::npos) << status.to_string();
      } else {
        ASSERT_FALSE(status.ok()) << failed;
        expect_named(status, failed, result);
      }
      instance_.reset();
      EXPECT_EQ(faulty_->alive(), "") << failed;
    }
  }
}

// With what the spinning wait meets, and with what the blocking wait does.
TEST_F(VulkanFaults, EveryCallOfADevicesLifeFailsClearly) {
  std::set<std::string> seen;
  for (const bool blocking : {false, true}) {
    const auto prepare = [&] {
      faulty_->clear();
      if (blocking) faulty_->answer("vkGetFenceStatus", 0, 1 << 30, VK_NOT_READY);
    };
    prepare();
    const Status whole = life();
    ASSERT_TRUE(whole.ok()) << whole.to_string();
    device_.reset();
    const int calls = faulty_->calls();
    EXPECT_GE(calls, 35);
    for (int call = 0; call < calls; ++call) {
      for (const VkResult result :
           {VK_ERROR_OUT_OF_HOST_MEMORY, VK_ERROR_OUT_OF_DEVICE_MEMORY, VK_ERROR_DEVICE_LOST, VK_ERROR_UNKNOWN}) {
        prepare();
        faulty_->fail_call(call, result);
        const Status status = life();
        device_.reset();
        ASSERT_FALSE(faulty_->failed().empty()) << call << " of " << calls;
        seen.insert(faulty_->failed());
        expect_clear(status, result);
        EXPECT_EQ(faulty_->alive(), "Instance x1") << faulty_->failed();
      }
    }
  }
  for (const char* function : {"vkCreateDevice",
                               "vkCreatePipelineCache",
                               "vkCreateBuffer",
                               "vkAllocateMemory",
                               "vkBindBufferMemory",
                               "vkMapMemory",
                               "vkCreateShaderModule",
                               "vkCreateDescriptorSetLayout",
                               "vkCreatePipelineLayout",
                               "vkCreateComputePipelines",
                               "vkCreateCommandPool",
                               "vkCreateDescriptorPool",
                               "vkAllocateCommandBuffers",
                               "vkBeginCommandBuffer",
                               "vkAllocateDescriptorSets",
                               "vkEndCommandBuffer",
                               "vkCreateFence",
                               "vkResetFences",
                               "vkQueueSubmit",
                               "vkGetFenceStatus",
                               "vkWaitForFences",
                               "vkGetPipelineCacheData",
                               "vkDeviceWaitIdle"}) {
    EXPECT_TRUE(seen.contains(function)) << function;
  }
}

TEST_F(VulkanFaults, FullMemoryOfOneTypeIsSoughtInAnotherAndThenNamedWithItsSize) {
  ASSERT_TRUE(make_device().ok());
  faulty_->answer("vkAllocateMemory", 0, 1 << 30, VK_ERROR_OUT_OF_DEVICE_MEMORY);
  const auto buffer = device_->create_buffer(size_t{7} << 20, MemoryUse::kUpload);
  ASSERT_FALSE(buffer);
  EXPECT_EQ(buffer.error().code(), StatusCode::kResourceExhausted);
  EXPECT_NE(buffer.error().message().find("no 7 MiB of upload memory left"), std::string::npos)
      << buffer.error().message();
  EXPECT_GE(faulty_->count("vkAllocateMemory"), 1);
}

TEST_F(VulkanFaults, ARecordingThatRunsIsNotSubmittedAgain) {
  ASSERT_TRUE(make_device().ok());
  auto relu = *Relu::create(device_, 50);
  const uint64_t first = *relu->submit();
  faulty_->answer("vkGetFenceStatus", 0, 1, VK_NOT_READY);
  const Commands* const list[] = {&relu->commands()};
  const Result<uint64_t> again = device_->submit(list);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code(), StatusCode::kFailedPrecondition);
  EXPECT_TRUE(relu->finish(first).ok());
  EXPECT_TRUE(relu->run().ok());
}

TEST_F(VulkanFaults, FencesAreUsedAgain) {
  ASSERT_TRUE(make_device().ok());
  auto relu = *Relu::create(device_, 50);
  for (int i = 0; i < 30; ++i) ASSERT_TRUE(relu->run().ok());
  const Commands* const list[] = {&relu->commands()};
  for (int i = 0; i < 30; ++i) ASSERT_TRUE(device_->submit(list));  // nobody waits; each is done before the next
  EXPECT_EQ(faulty_->count("vkQueueSubmit"), 60);
  EXPECT_LE(faulty_->count("vkCreateFence"), 2);
}

TEST_F(VulkanFaults, AFunctionThatIsNotThereIsNamed) {
  for (const char* function : {"vkGetPhysicalDeviceProperties2", "vkGetDeviceProcAddr", "vkEnumeratePhysicalDevices"}) {
    faulty_->hide(function);
    const Status status = make_instance();
    EXPECT_EQ(status.code(), StatusCode::kUnavailable);
    EXPECT_NE(status.message().find(std::string(function) + "; Vulkan 1.1 is needed"), std::string::npos)
        << status.to_string();
    EXPECT_EQ(faulty_->alive(), "");
  }
  faulty_->hide("");
  ASSERT_TRUE(make_instance().ok());
  for (const char* function : {"vkGetDeviceQueue", "vkCreatePipelineCache", "vkDeviceWaitIdle"}) {
    faulty_->hide(function);
    const Status status = make_device();
    EXPECT_EQ(status.code(), StatusCode::kUnavailable);
    EXPECT_NE(status.message().find(function), std::string::npos) << status.to_string();
    EXPECT_EQ(faulty_->alive(), "Instance x1");
  }
}

TEST_F(VulkanFaults, AnOldLoaderAndADriverWithoutDevicesAreNamed) {
  faulty_->answer("vkEnumerateInstanceVersion", 0, 1, VK_SUCCESS);  // it stays 0
  Status status = make_instance();
  EXPECT_EQ(status.code(), StatusCode::kUnavailable);
  EXPECT_NE(status.message().find("older than Vulkan 1.1; update it"), std::string::npos) << status.to_string();
  faulty_->answer("vkEnumeratePhysicalDevices", 0, 2, VK_SUCCESS);  // as does the number of devices
  status = make_instance();
  EXPECT_EQ(status.code(), StatusCode::kUnavailable);
  EXPECT_NE(status.message().find("find no device"), std::string::npos) << status.to_string();
  EXPECT_EQ(faulty_->alive(), "");
}

struct Loss {
  const char* function;
  VkResult result;
};

class VulkanLoss : public VulkanFaults, public ::testing::WithParamInterface<Loss> {};

TEST_P(VulkanLoss, FailsEverythingThatRunsAndEverythingAfterAndANewDeviceWorks) {
  ASSERT_TRUE(make_device().ok());
  auto first = *Relu::create(device_, 50);
  auto second = *Relu::create(device_, 50);
  ASSERT_TRUE(second->run().ok());
  const uint64_t one = *first->submit();
  if (GetParam().function != std::string("vkGetFenceStatus")) {
    faulty_->answer("vkGetFenceStatus", 0, 1 << 30, VK_NOT_READY);
  }
  faulty_->answer(GetParam().function, 0, 1, GetParam().result);
  const Result<uint64_t> two = second->submit();
  const Status met = two ? device_->wait(*two) : two.error();
  EXPECT_EQ(faulty_->failed(), GetParam().function);
  EXPECT_TRUE(device_->lost());
  const auto relu = device_->pipeline(ShaderId::kActivation, relu_constants());
  for (const Status& status :
       {met, device_->wait(one), first->run(), device_->create_buffer(16, MemoryUse::kDevice).error(), relu.error(),
        Commands::create(device_, 1, 1).error(), device_->done(one).error(), first->commands().timestamps().error()}) {
    EXPECT_EQ(status.code(), StatusCode::kUnavailable) << status.to_string();
    EXPECT_NE(status.message().find("run it again"), std::string::npos) << status.to_string();
  }
  device_->save_pipelines();
  first.reset();
  second.reset();
  faulty_->clear();
  ASSERT_TRUE(make_device().ok());
  const Status anew = (*Relu::create(device_, 50))->run();
  EXPECT_TRUE(anew.ok()) << anew.to_string();
}

INSTANTIATE_TEST_SUITE_P(
    At, VulkanLoss,
    ::testing::Values(Loss{"vkQueueSubmit", VK_ERROR_DEVICE_LOST}, Loss{"vkGetFenceStatus", VK_ERROR_DEVICE_LOST},
                      Loss{"vkWaitForFences", VK_ERROR_DEVICE_LOST}, Loss{"vkWaitForFences", VK_TIMEOUT}),
    [](const auto& info) {
      return std::string(info.param.function + 2) + (info.param.result == VK_TIMEOUT ? "Timeout" : "");
    });

}  // namespace
}  // namespace saccade::vulkan
