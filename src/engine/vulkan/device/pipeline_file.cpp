#include "engine/vulkan/device/pipeline_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>

namespace saccade::vulkan {
namespace {

namespace fs = std::filesystem;

constexpr uint32_t kMagic = 0x4b565353;  // "SSVK"
constexpr uint32_t kVersion = 1;
constexpr uint64_t kMostBytes = uint64_t{256} << 20;

// In front of the driver's data; what differs means that the driver would misread it. Explicitly without padding.
struct Header {
  uint32_t magic = kMagic, version = kVersion;
  uint32_t vendor_id = 0, device_id = 0, driver_version = 0, api_version = 0;
  uint8_t pipeline_cache_uuid[VK_UUID_SIZE] = {};
  uint64_t data_bytes = 0, data_hash = 0;
};
static_assert(sizeof(Header) == 56);

// FNV-1a, 64 bits, over words for speed: finds damage, not malice (the directory is the user's own).
uint64_t hash_of(std::span<const std::byte> data) {
  uint64_t hash = 0xcbf29ce484222325;
  for (size_t at = 0; at < data.size(); at += 8) {
    uint64_t word = 0;
    std::memcpy(&word, data.data() + at, std::min<size_t>(8, data.size() - at));
    hash = (hash ^ word) * 0x100000001b3;
    hash ^= hash >> 29;
  }
  return hash;
}

Header header_for(const PhysicalDevice& physical, std::span<const std::byte> data) {
  Header header;
  header.vendor_id = physical.vendor_id;
  header.device_id = physical.device_id;
  header.driver_version = physical.driver_version;
  header.api_version = physical.api_version;
  std::memcpy(header.pipeline_cache_uuid, physical.pipeline_cache_uuid.data(), VK_UUID_SIZE);
  header.data_bytes = data.size();
  header.data_hash = hash_of(data);
  return header;
}

// The header that Vulkan prescribes for the driver's own data.
bool is_of_driver(std::span<const std::byte> data, const PhysicalDevice& physical) {
  VkPipelineCacheHeaderVersionOne header;
  if (data.size() < sizeof(header)) return false;
  std::memcpy(&header, data.data(), sizeof(header));
  return header.headerSize >= sizeof(header) && header.headerSize <= data.size() &&
         header.headerVersion == VK_PIPELINE_CACHE_HEADER_VERSION_ONE && header.vendorID == physical.vendor_id &&
         header.deviceID == physical.device_id &&
         std::memcmp(header.pipelineCacheUUID, physical.pipeline_cache_uuid.data(), VK_UUID_SIZE) == 0;
}

std::string hexadecimal(const std::array<uint8_t, VK_UUID_SIZE>& bytes) {
  std::string text;
  for (const uint8_t byte : bytes) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

bool write_all(int descriptor, std::span<const std::byte> data) {
  while (!data.empty()) {
    const ssize_t wrote = ::write(descriptor, data.data(), data.size());
    if (wrote <= 0) return false;
    data = data.subspan(static_cast<size_t>(wrote));
  }
  return true;
}

}  // namespace

std::string pipeline_file_name(const std::string& directory, const PhysicalDevice& physical) {
  return directory + "/pipelines-" + hexadecimal(physical.uuid) + "-" + hexadecimal(physical.driver_uuid) + ".bin";
}

std::vector<std::byte> read_pipeline_file(const std::string& directory, const PhysicalDevice& physical) {
  if (directory.empty()) return {};
  const std::string name = pipeline_file_name(directory, physical);
  std::error_code error;
  const uint64_t bytes = fs::file_size(name, error);  // an error for what is no regular file
  if (error || bytes < sizeof(Header) || bytes > kMostBytes) return {};
  std::vector<std::byte> data(bytes - sizeof(Header));
  Header header;
  std::ifstream file(name, std::ios::binary);
  file.read(reinterpret_cast<char*>(&header), sizeof(header));
  file.read(reinterpret_cast<char*>(data.data()), static_cast<std::streamsize>(data.size()));
  if (!file) return {};
  const Header wanted = header_for(physical, data);
  if (std::memcmp(&header, &wanted, sizeof(header)) != 0 || !is_of_driver(data, physical)) return {};
  return data;
}

void write_pipeline_file(const std::string& directory, const PhysicalDevice& physical,
                         std::span<const std::byte> data) {
  std::error_code error;
  fs::create_directories(directory, error);
  const std::string name = pipeline_file_name(directory, physical);
  std::string temporary = name + ".XXXXXX";
  const int descriptor = ::mkostemp(temporary.data(), O_CLOEXEC);
  if (descriptor < 0) return;
  const Header header = header_for(physical, data);
  const bool written = write_all(descriptor, std::as_bytes(std::span(&header, 1))) && write_all(descriptor, data);
  const bool closed = ::close(descriptor) == 0;
  if (!written || !closed || ::rename(temporary.c_str(), name.c_str()) != 0) ::unlink(temporary.c_str());
}

}  // namespace saccade::vulkan
