// Machines without loader, driver or device: each says what is missing and what helps.
#include "engine/vulkan/device/instance.h"

#include <gtest/gtest.h>

#include <fstream>

#include "engine/vulkan/environment.h"
#include "engine/vulkan/support.h"

namespace saccade::vulkan {
namespace {

bool has_loader() { return open_loader().ok(); }

void expect_unavailable(const Result<std::shared_ptr<const Instance>>& instance,
                        const std::vector<std::string>& words) {
  ASSERT_FALSE(instance.ok());
  EXPECT_EQ(instance.error().code(), StatusCode::kUnavailable) << instance.error().to_string();
  for (const std::string& word : words) {
    EXPECT_NE(instance.error().message().find(word), std::string::npos) << word << "\n" << instance.error().message();
  }
}

TEST(VulkanInstance, NoLoaderIsNamed) {
  expect_unavailable(Instance::create({.loader = "libno_vulkan_here.so.1"}),
                     {"libno_vulkan_here.so.1", "cannot be opened"});
}

TEST(VulkanInstance, ALibraryThatIsNoLoaderIsNamed) {
  expect_unavailable(Instance::create({.loader = "libm.so.6"}), {"vkGetInstanceProcAddr", "update the driver"});
}

TEST(VulkanInstance, NoDriverFileIsNamed) {
  if (!has_loader()) GTEST_SKIP() << "skipped: no Vulkan loader";
  for (const char* variable : {"VK_DRIVER_FILES", "VK_ICD_FILENAMES"}) {
    const ScopedEnvironment stronger("VK_DRIVER_FILES", ""), none(variable, "/nowhere/none.json");
    expect_unavailable(Instance::create(), {"finds no driver", "/nowhere/none.json", "install the driver"});
  }
}

TEST(VulkanInstance, ADriverWhoseLibraryIsMissingIsNamed) {
  if (!has_loader()) GTEST_SKIP() << "skipped: no Vulkan loader";
  const TemporaryDirectory directory;
  const std::string file = directory.path() + "/icd.json";
  std::ofstream(file) << R"({"file_format_version":"1.0.0",
      "ICD":{"library_path":"/nowhere/libvulkan_none.so","api_version":"1.3.0"}})";
  const ScopedEnvironment only("VK_DRIVER_FILES", file);
  expect_unavailable(Instance::create(), {"finds no driver", "/nowhere/libvulkan_none.so"});
}

TEST(VulkanInstance, ADamagedDriverFileIsUnavailableNotACrash) {
  if (!has_loader()) GTEST_SKIP() << "skipped: no Vulkan loader";
  const TemporaryDirectory directory;
  const std::string file = directory.path() + "/icd.json";
  for (const char* text : {"garbage", "{", "", "[]", "{\"ICD\":3}"}) {
    std::ofstream(file, std::ios::trunc) << text;
    const ScopedEnvironment only("VK_DRIVER_FILES", file);
    expect_unavailable(Instance::create(), {"driver"});
  }
}

TEST(VulkanInstance, ADeviceUuidIsWrittenAsUsual) {
  PhysicalDevice device;
  for (size_t i = 0; i < device.uuid.size(); ++i) device.uuid[i] = static_cast<uint8_t>(17 * i);
  EXPECT_EQ(device.uuid_text(), "00112233-4455-6677-8899-aabbccddeeff");
}

TEST(VulkanInstance, EveryResultHasANameAndACode) {
  EXPECT_STREQ(result_name(VK_ERROR_DEVICE_LOST), "VK_ERROR_DEVICE_LOST");
  EXPECT_STREQ(result_name(static_cast<VkResult>(-987654)), "VK_ERROR_UNKNOWN");
  EXPECT_EQ(call_failed("vkX", VK_ERROR_DEVICE_LOST).code(), StatusCode::kUnavailable);
  EXPECT_EQ(call_failed("vkX", VK_ERROR_OUT_OF_DEVICE_MEMORY).code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(call_failed("vkX", VK_ERROR_FRAGMENTED_POOL).message(), "vkX failed with VK_ERROR_FRAGMENTED_POOL");
}

TEST(VulkanInstance, AnUnknownValidationIsRefused) {
  if (!has_loader()) GTEST_SKIP() << "skipped: no Vulkan loader";
  const ScopedEnvironment wrong("SACCADE_VULKAN_VALIDATION", "yes");
  const auto instance = Instance::create();
  ASSERT_FALSE(instance.ok());
  EXPECT_EQ(instance.error().code(), StatusCode::kInvalidArgument);
  EXPECT_NE(instance.error().message().find("'yes'; it can be 0, 1, sync or gpu"), std::string::npos);
}

}  // namespace
}  // namespace saccade::vulkan
