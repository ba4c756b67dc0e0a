// The pipeline cache on disk: what is damaged or another device's is ignored and rewritten.
#include "engine/vulkan/device/pipeline_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>

#include "engine/vulkan/support.h"
#include "shader_table.h"

namespace saccade::vulkan {
namespace {

namespace fs = std::filesystem;

PhysicalDevice some_device() {
  PhysicalDevice device;
  device.vendor_id = 0x10de;
  device.device_id = 0x2335;
  device.driver_version = 77;
  device.api_version = VK_API_VERSION_1_3;
  for (size_t i = 0; i < VK_UUID_SIZE; ++i) {
    device.uuid[i] = static_cast<uint8_t>(i);
    device.driver_uuid[i] = static_cast<uint8_t>(0xf0 + i);
    device.pipeline_cache_uuid[i] = static_cast<uint8_t>(3 * i);
  }
  return device;
}

// As a driver writes it: the prescribed header, then what only it knows.
std::vector<std::byte> some_data(const PhysicalDevice& device, size_t bytes) {
  VkPipelineCacheHeaderVersionOne header = {
      sizeof(header), VK_PIPELINE_CACHE_HEADER_VERSION_ONE, device.vendor_id, device.device_id, {}};
  std::memcpy(header.pipelineCacheUUID, device.pipeline_cache_uuid.data(), VK_UUID_SIZE);
  std::vector<std::byte> data(bytes);
  for (size_t i = 0; i < bytes; ++i) data[i] = static_cast<std::byte>(i * 37);
  std::memcpy(data.data(), &header, sizeof(header));
  return data;
}

std::vector<char> bytes_of(const std::string& name) {
  std::ifstream file(name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_bytes(const std::string& name, const std::vector<char>& bytes) {
  std::ofstream(name, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

class PipelineFile : public ::testing::Test {
 protected:
  std::vector<std::byte> read() const { return read_pipeline_file(directory_.path(), device_); }
  void write() const { write_pipeline_file(directory_.path(), device_, data_); }

  const TemporaryDirectory directory_;
  const PhysicalDevice device_ = some_device();
  const std::vector<std::byte> data_ = some_data(device_, 120);
  const std::string name_ = pipeline_file_name(directory_.path(), device_);
};

TEST_F(PipelineFile, WhatIsWrittenIsRead) {
  EXPECT_TRUE(read().empty());
  write();
  EXPECT_EQ(read(), data_);
  EXPECT_EQ(std::distance(fs::directory_iterator(directory_.path()), {}), 1) << "no temporary file stays";
  EXPECT_TRUE(name_.ends_with("/pipelines-000102030405060708090a0b0c0d0e0f-f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff.bin"))
      << name_;
}

TEST_F(PipelineFile, EveryTruncationIsIgnored) {
  write();
  const std::vector<char> whole = bytes_of(name_);
  for (size_t bytes = 0; bytes < whole.size(); ++bytes) {
    write_bytes(name_, {whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(bytes)});
    EXPECT_TRUE(read().empty()) << bytes;
  }
  std::vector<char> longer = whole;
  longer.push_back(0);
  write_bytes(name_, longer);
  EXPECT_TRUE(read().empty());
  write();
  EXPECT_EQ(read(), data_) << "and a good file takes its place";
}

TEST_F(PipelineFile, EveryFlippedByteIsSeen) {
  write();
  const std::vector<char> whole = bytes_of(name_);
  for (size_t i = 0; i < whole.size(); ++i) {
    std::vector<char> damaged = whole;
    damaged[i] = static_cast<char>(damaged[i] ^ (1 << i % 8));
    write_bytes(name_, damaged);
    EXPECT_TRUE(read().empty()) << i;
  }
}

TEST_F(PipelineFile, AnotherDeviceOrDriverDoesNotGetIt) {
  write();
  const std::vector<char> whole = bytes_of(name_);
  for (int change = 0; change < 5; ++change) {
    PhysicalDevice other = device_;
    if (change == 0) other.vendor_id ^= 1;
    if (change == 1) other.device_id ^= 1;
    if (change == 2) other.driver_version ^= 1;
    if (change == 3) other.api_version ^= 1;
    if (change == 4) other.pipeline_cache_uuid[7] ^= 1;
    EXPECT_EQ(pipeline_file_name(directory_.path(), other), name_);
    EXPECT_TRUE(read_pipeline_file(directory_.path(), other).empty()) << change;
  }
}

TEST_F(PipelineFile, DataWithoutTheDriversHeaderIsNotTrusted) {
  const std::vector<std::byte> short_data(8);
  write_pipeline_file(directory_.path(), device_, short_data);
  EXPECT_TRUE(read().empty());
  PhysicalDevice other = device_;
  other.pipeline_cache_uuid[0] ^= 1;
  write_pipeline_file(directory_.path(), device_, some_data(other, 100));
  EXPECT_TRUE(read().empty());
}

TEST_F(PipelineFile, ADirectoryThatCannotBeWrittenIsNoError) {
  write_pipeline_file("/proc/nothing/here", device_, data_);
  EXPECT_TRUE(read_pipeline_file("/proc/nothing/here", device_).empty());
  write_pipeline_file(name_, device_, data_);  // makes it
  EXPECT_EQ(read_pipeline_file(name_, device_), data_);
}

TEST_F(PipelineFile, AReadOnlyDirectoryIsNoError) {
  if (geteuid() == 0) GTEST_SKIP() << "skipped: root may write into a read-only directory";
  chmod(directory_.path().c_str(), 0500);
  write();
  chmod(directory_.path().c_str(), 0700);
  EXPECT_FALSE(fs::is_regular_file(name_));
}

TEST_F(PipelineFile, ADirectoryInThePlaceOfTheFileIsNoError) {
  fs::create_directories(name_);
  EXPECT_TRUE(read().empty());
  write();
  EXPECT_TRUE(read().empty());
  EXPECT_EQ(std::distance(fs::directory_iterator(directory_.path()), {}), 1);
}

TEST(PipelineFileOfADevice, IsWrittenWhenPipelinesWereMadeAndABadOneIsReplaced) {
  auto instance = Instance::create();
  if (!instance) GTEST_SKIP() << "skipped: no Vulkan device (" << instance.error().message() << ")";
  const PhysicalDevice& physical = (*instance)->devices().front();
  const TemporaryDirectory directory;
  const DeviceOptions options = {.cache_directory = directory.path() + "/a/b"};
  const std::string name = pipeline_file_name(options.cache_directory, physical);
  for (int round = 0; round < 3; ++round) {
    auto device = *Device::create(*instance, physical, options);
    device->save_pipelines();
    EXPECT_EQ(fs::exists(name), round > 0) << "nothing was made";
    const Status status = (*Relu::create(device, 20))->run();
    EXPECT_TRUE(status.ok()) << status.to_string();
    device->save_pipelines();
    EXPECT_FALSE(read_pipeline_file(options.cache_directory, physical).empty());
    const auto written = fs::last_write_time(name);
    device->save_pipelines();
    EXPECT_EQ(fs::last_write_time(name), written) << "nothing new";
    write_bytes(name, std::vector<char>(100 * round, 'x'));
  }
}

}  // namespace
}  // namespace saccade::vulkan
