#include "engine/vulkan/ops/upload.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace saccade::vulkan {
namespace {

constexpr size_t kMostMemories = 16;
constexpr size_t kLeastBytes = 4096;
// Copies are recorded for whole steps, so that sizes that change from frame to frame find a recorded one.
constexpr size_t kCopyStepBytes = size_t{64} << 10;
constexpr size_t kMostCopies = 64;

size_t round_up(size_t value, size_t unit) { return (value + unit - 1) / unit * unit; }

Result<std::unique_ptr<Commands>> record_copy(const std::shared_ptr<Device>& device, const BufferRange& from,
                                              const BufferRange& to) {
  std::unique_ptr<Commands> commands = SACCADE_TRY(Commands::create(device, 0, 0));
  commands->copy(from, to);
  SACCADE_TRY(commands->finish());
  return commands;
}

struct ConstantCopy {
  std::shared_ptr<Constants> constants;
  Buffer staging;
  std::unique_ptr<Commands> commands;
};

}  // namespace

Result<std::shared_ptr<UploadMemory>> UploadMemory::create(std::shared_ptr<Device> device, size_t bytes) {
  const std::shared_ptr<UploadMemory> memory(new UploadMemory());
  memory->host_buffer_ = SACCADE_TRY(device->create_buffer(bytes, MemoryUse::kUpload));
  memory->separate_ = !device->caps().unified_memory && !device->caps().direct_upload;
  if (memory->separate_) memory->device_buffer_ = SACCADE_TRY(device->create_buffer(bytes, MemoryUse::kDevice));
  memory->device_ = std::move(device);
  memory->bytes_ = bytes;
  return memory;
}

Result<const Commands*> UploadMemory::copy_of(size_t bytes) {
  const size_t whole = std::min(round_up(bytes, kCopyStepBytes), bytes_);
  for (const auto& [size, commands] : copies_) {
    if (size == whole) return commands.get();
  }
  if (copies_.size() == kMostCopies) copies_.erase(copies_.begin());
  copies_.emplace_back(
      whole, SACCADE_TRY(record_copy(device_, {host_buffer_.handle(), 0, whole}, {device_buffer_.handle(), 0, whole})));
  return copies_.back().second.get();
}

Result<std::shared_ptr<Submission>> UploadMemory::send(const std::shared_ptr<UploadMemory>& memory, Queue& queue,
                                                       size_t bytes) {
  SACCADE_TRY(memory->host_buffer_.flush(0, bytes));
  queue.count_upload(bytes);
  if (!memory->separate_) return std::shared_ptr<Submission>();
  Operation operation;
  operation.commands = SACCADE_TRY(memory->copy_of(bytes));
  operation.uses = {memory, nullptr};
  return queue.append(memory->device_, std::move(operation));
}

Result<std::shared_ptr<UploadMemory>> UploadPool::take(const std::shared_ptr<Device>& device, size_t bytes) {
  if (device_ != device) memories_.clear();
  device_ = device;
  const auto fits = [bytes](const UploadMemory& memory) {
    return memory.bytes() >= bytes && memory.bytes() / 8 <= bytes;
  };
  std::shared_ptr<UploadMemory> memory = memories_.take(fits);
  if (memory) return memory;
  // Room for somewhat more, as sizes change from frame to frame.
  const size_t unit = std::max(std::bit_floor(bytes) / 4, kLeastBytes);
  memory = SACCADE_TRY(UploadMemory::create(device, round_up(bytes, unit)));
  memories_.add(memory, kMostMemories);
  return memory;
}

Result<std::shared_ptr<const Constants>> upload_constants(const std::shared_ptr<Device>& device, Queue& queue,
                                                          const std::vector<std::byte>& bytes) {
  const auto constants = std::make_shared<Constants>();
  constants->buffer = SACCADE_TRY(device->create_buffer(bytes.size(), MemoryUse::kDevice));
  const Buffer& buffer = constants->buffer;
  queue.count_upload(bytes.size());
  if (buffer.mapped() != nullptr) {
    std::memcpy(buffer.mapped(), bytes.data(), bytes.size());
    SACCADE_TRY(buffer.flush(0, bytes.size()));
    return constants;
  }
  const auto copy = std::make_shared<ConstantCopy>();
  copy->constants = constants;
  copy->staging = SACCADE_TRY(device->create_buffer(bytes.size(), MemoryUse::kUpload));
  std::memcpy(copy->staging.mapped(), bytes.data(), bytes.size());
  SACCADE_TRY(copy->staging.flush(0, bytes.size()));
  copy->commands =
      SACCADE_TRY(record_copy(device, {copy->staging.handle(), 0, bytes.size()}, {buffer.handle(), 0, bytes.size()}));
  Operation operation;
  operation.commands = copy->commands.get();
  operation.uses = {copy, nullptr};
  constants->submission = SACCADE_TRY(queue.append(device, std::move(operation)));
  return constants;
}

}  // namespace saccade::vulkan
