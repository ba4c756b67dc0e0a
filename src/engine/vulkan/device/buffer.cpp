#include <algorithm>
#include <cstring>
#include <utility>

#include "base/check.h"
#include "engine/vulkan/device/device.h"
#include "engine/vulkan/device/memory_types.h"

namespace saccade::vulkan {
namespace {

constexpr std::byte kStale{0xa5};  // what a host reads that did not invalidate

size_t round_up(size_t value, size_t unit) { return (value + unit - 1) / unit * unit; }

std::string megabytes(uint64_t bytes) {
  return bytes < (1u << 20) ? std::to_string(bytes) + " bytes" : std::to_string(bytes >> 20) + " MiB";
}

const char* use_name(MemoryUse use) {
  switch (use) {
    case MemoryUse::kDevice:
      return "device";
    case MemoryUse::kUpload:
      return "upload";
    case MemoryUse::kReadback:
      return "readback";
  }
  return "";
}

}  // namespace

Buffer::Buffer(Buffer&& other) noexcept { swap(other); }

Buffer& Buffer::operator=(Buffer&& other) noexcept {
  Buffer taken(std::move(other));
  swap(taken);
  return *this;
}

void Buffer::swap(Buffer& other) noexcept {
  std::swap(device_, other.device_);
  std::swap(buffer_, other.buffer_);
  std::swap(memory_, other.memory_);
  std::swap(bytes_, other.bytes_);
  std::swap(allocated_bytes_, other.allocated_bytes_);
  std::swap(mapped_, other.mapped_);
  std::swap(real_, other.real_);
  std::swap(copy_, other.copy_);
  std::swap(coherent_, other.coherent_);
  std::swap(host_visible_, other.host_visible_);
}

Buffer::~Buffer() {
  if (!device_) return;
  const Api& api = device_->api();
  api.DestroyBuffer(device_->handle(), buffer_, nullptr);
  api.FreeMemory(device_->handle(), memory_, nullptr);  // unmaps
}

Status Buffer::map() {
  void* pointer = nullptr;
  SACCADE_TRY(device_->note("vkMapMemory",
                            device_->api().MapMemory(device_->handle(), memory_, 0, VK_WHOLE_SIZE, 0, &pointer)));
  mapped_ = real_ = static_cast<std::byte*>(pointer);
  if (!device_->options_.fake_incoherent) return ok_status();
  copy_ = std::make_unique<std::byte[]>(allocated_bytes_);
  mapped_ = copy_.get();
  std::fill_n(mapped_, allocated_bytes_, kStale);
  return ok_status();
}

// The range in whole atoms; the last one may end with the allocation.
VkMappedMemoryRange Buffer::atoms(size_t offset, size_t bytes) const {
  SACCADE_CHECK(real_ != nullptr && offset <= bytes_ && bytes <= bytes_ - offset);
  const size_t atom = device_->caps().atom_bytes;
  auto range = typed<VkMappedMemoryRange>(VK_STRUCTURE_TYPE_MAPPED_MEMORY_RANGE);
  range.memory = memory_;
  range.offset = offset / atom * atom;
  range.size = std::min(round_up(offset + bytes, atom), allocated_bytes_) - range.offset;
  return range;
}

Status Buffer::flush(size_t offset, size_t bytes) const {
  SACCADE_TRY(device_->alive());
  const VkMappedMemoryRange range = atoms(offset, bytes);
  if (copy_) std::memcpy(real_ + range.offset, copy_.get() + range.offset, range.size);
  if (coherent_ || bytes == 0) return ok_status();
  return device_->note("vkFlushMappedMemoryRanges",
                       device_->api().FlushMappedMemoryRanges(device_->handle(), 1, &range));
}

Status Buffer::invalidate(size_t offset, size_t bytes) const {
  SACCADE_TRY(device_->alive());
  const VkMappedMemoryRange range = atoms(offset, bytes);
  if (!coherent_ && bytes > 0) {
    SACCADE_TRY(device_->note("vkInvalidateMappedMemoryRanges",
                              device_->api().InvalidateMappedMemoryRanges(device_->handle(), 1, &range)));
  }
  if (copy_) std::memcpy(copy_.get() + range.offset, real_ + range.offset, range.size);
  return ok_status();
}

Result<Buffer> Device::create_buffer(size_t bytes, MemoryUse use) const {
  SACCADE_TRY(alive());
  if (bytes == 0) return invalid_argument("a Vulkan buffer of 0 bytes was asked for");
  if (bytes > caps().max_allocation_bytes) {
    return resource_exhausted("a buffer of " + megabytes(bytes) + " is more than the " +
                              megabytes(caps().max_allocation_bytes) + " that '" + physical_.name +
                              "' gives at once; use a smaller batch or image");
  }
  Buffer buffer;
  buffer.device_ = shared_from_this();
  buffer.bytes_ = bytes;
  auto info = typed<VkBufferCreateInfo>(VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO);
  info.size = round_up(bytes, 4);  // fill() writes whole words
  info.usage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_TRANSFER_SRC_BIT | VK_BUFFER_USAGE_TRANSFER_DST_BIT;
  VkBuffer handle = VK_NULL_HANDLE;
  SACCADE_TRY(note("vkCreateBuffer", api_.CreateBuffer(handle_, &info, nullptr, &handle)));
  buffer.buffer_ = handle;
  SACCADE_TRY(allocate(buffer, use));
  SACCADE_TRY(note("vkBindBufferMemory", api_.BindBufferMemory(handle_, buffer.buffer_, buffer.memory_, 0)));
  if (buffer.host_visible_) SACCADE_TRY(buffer.map());
  return buffer;
}

// The best type that has room: a full window into the GPU's memory leaves the host's.
Status Device::allocate(Buffer& buffer, MemoryUse use) const {
  VkMemoryRequirements needed = {};
  api_.GetBufferMemoryRequirements(handle_, buffer.buffer_, &needed);
  auto info = typed<VkMemoryAllocateInfo>(VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO);
  info.allocationSize = needed.size;
  VkResult result = VK_ERROR_OUT_OF_DEVICE_MEMORY;
  uint64_t heap_bytes = 0;
  for (const uint32_t type : memory_types_for(use, caps(), memory_, needed.memoryTypeBits)) {
    info.memoryTypeIndex = type;
    VkDeviceMemory memory = VK_NULL_HANDLE;
    result = api_.AllocateMemory(handle_, &info, nullptr, &memory);
    heap_bytes = std::max<uint64_t>(heap_bytes, memory_.memoryHeaps[memory_.memoryTypes[type].heapIndex].size);
    if (result == VK_ERROR_OUT_OF_DEVICE_MEMORY) continue;
    SACCADE_TRY(note("vkAllocateMemory", result));
    const VkMemoryPropertyFlags flags = memory_.memoryTypes[type].propertyFlags;
    buffer.memory_ = memory;
    buffer.allocated_bytes_ = needed.size;
    buffer.coherent_ = (flags & VK_MEMORY_PROPERTY_HOST_COHERENT_BIT) != 0;
    const bool wanted = use != MemoryUse::kDevice || caps().unified_memory;
    buffer.host_visible_ = wanted && (flags & VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT) != 0;
    return ok_status();
  }
  return resource_exhausted("no " + megabytes(buffer.bytes_) + " of " + use_name(use) + " memory left on '" +
                            physical_.name + "' (its heap has " + megabytes(heap_bytes) + ": " + result_name(result) +
                            "); close other programs that use the GPU, or use a smaller batch");
}

}  // namespace saccade::vulkan
