#include "engine/vulkan/ops/device_tensor.h"

#include <algorithm>
#include <utility>

namespace saccade::vulkan {
namespace {

// Sources of input come in turns; more than this many mean that they do not come again.
constexpr size_t kMostRecordings = 8;

bool same_object(const std::weak_ptr<const void>& a, const std::shared_ptr<const void>& b) {
  return !a.owner_before(b) && !b.owner_before(a);
}

}  // namespace

Result<std::shared_ptr<ResultMemory>> ResultMemory::create(std::shared_ptr<Device> device, size_t bytes, bool copied,
                                                           std::shared_ptr<const void> uses) {
  const std::shared_ptr<ResultMemory> memory(new ResultMemory());
  const bool unified = device->caps().unified_memory;
  memory->results_ =
      SACCADE_TRY(device->create_buffer(bytes, unified && copied ? MemoryUse::kReadback : MemoryUse::kDevice));
  memory->separate_ = memory->results_.mapped() == nullptr;
  memory->copied_ = memory->separate_ && copied;
  if (memory->copied_) memory->host_ = SACCADE_TRY(device->create_buffer(bytes, MemoryUse::kReadback));
  memory->device_ = std::move(device);
  memory->bytes_ = bytes;
  memory->uses_ = std::move(uses);
  return memory;
}

BufferRange ResultMemory::range() const { return {results_.handle(), 0, bytes_}; }

const RecordedParts* ResultMemory::recording(const std::shared_ptr<const void>& source, size_t offset_bytes) const {
  for (const Recording& recording : recordings_) {
    if (recording.offset_bytes == offset_bytes && same_object(recording.source, source)) return &recording.parts;
  }
  return nullptr;
}

const RecordedParts* ResultMemory::add_recording(const std::shared_ptr<const void>& source, size_t offset_bytes,
                                                 RecordedParts parts) {
  std::erase_if(recordings_, [](const Recording& recording) { return recording.source.expired(); });
  if (recordings_.size() >= kMostRecordings) recordings_.erase(recordings_.begin());
  recordings_.push_back({source, offset_bytes, std::move(parts)});
  return &recordings_.back().parts;
}

void ResultMemory::end_recording(Commands& commands) const {
  if (!copied_) return;
  commands.barrier();
  commands.copy(range(), {host_.handle(), 0, bytes_});
}

void ResultMemory::start_use() {
  const std::lock_guard lock(mutex_);
  fetched_ = false;
}

Result<const std::byte*> ResultMemory::host(Queue& queue, const std::shared_ptr<Submission>& submission,
                                            const std::shared_ptr<const ResultMemory>& self) const {
  const std::lock_guard lock(mutex_);
  if (!fetched_) {
    SACCADE_TRY(fetch(queue, submission, self));
    fetched_ = true;
  }
  return host_buffer().mapped();
}

Status ResultMemory::fetch(Queue& queue, const std::shared_ptr<Submission>& submission,
                           const std::shared_ptr<const ResultMemory>& self) const {
  if (separate_ && !copied_) {
    // Behind what makes the results, so that both go in one submission when nothing has been submitted yet.
    const Result<std::shared_ptr<Submission>> copied = copy(queue, self);
    SACCADE_TRY(queue.finish(copied.ok() ? *copied : submission));
    if (!copied.ok()) return copied.error();
  }
  SACCADE_TRY(queue.finish(submission));
  queue.count_readback(bytes_);
  return host_buffer().invalidate(0, bytes_);
}

Result<std::shared_ptr<Submission>> ResultMemory::copy(Queue& queue,
                                                       const std::shared_ptr<const ResultMemory>& self) const {
  if (!copy_) {
    host_ = SACCADE_TRY(device_->create_buffer(bytes_, MemoryUse::kReadback));
    std::unique_ptr<Commands> commands = SACCADE_TRY(Commands::create(device_, 0, 0));
    commands->copy(range(), {host_.handle(), 0, bytes_});
    SACCADE_TRY(commands->finish());
    copy_ = std::move(commands);
  }
  Operation operation;
  operation.commands = copy_.get();
  operation.uses = {self, nullptr};
  return queue.append(device_, std::move(operation));
}

Result<const std::byte*> DeviceTensor::host() const {
  const std::byte* bytes = SACCADE_TRY(memory_->host(*queue_, submission_, memory_));
  return bytes + offset_bytes_;
}

bool DeviceTensor::lies_on(const Queue& queue, const Device& device) const {
  return queue_.get() == &queue && memory_->device().get() == &device && !queue.failed(submission_.get());
}

}  // namespace saccade::vulkan
