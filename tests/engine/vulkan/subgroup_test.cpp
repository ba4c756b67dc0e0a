// The lanes of llvmpipe's subgroup widths (tests/engine/CMakeLists.txt) run on what they say.
#include <gtest/gtest.h>

#include <cstdlib>

#include "test_engine.h"

namespace saccade::vulkan {
namespace {

TEST(VulkanSubgroups, AreAsWideAsTheLaneSays) {
  const char* bits = std::getenv("LP_NATIVE_VECTOR_WIDTH");
  if (bits == nullptr) GTEST_SKIP() << "skipped: LP_NATIVE_VECTOR_WIDTH is not set";
  const auto device = shared_test_device({});
  if (!device.ok()) GTEST_SKIP() << "skipped: " << device.error().message();
  if (!(*device)->physical().is_cpu()) GTEST_SKIP() << "skipped: the device is no CPU";

  EXPECT_EQ((*device)->caps().subgroup_size, static_cast<uint32_t>(std::atoi(bits)) / 32);
}

}  // namespace
}  // namespace saccade::vulkan
