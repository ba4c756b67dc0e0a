// Results on the device: the memory that operations write, and the tensors in it.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "engine/vulkan/ops/queue.h"
#include "tensor/tensor.h"

namespace saccade::vulkan {

// A recording, in parts where it is too long for one submission.
struct RecordedPart {
  std::unique_ptr<Commands> commands;
  double flops = 0;
};
using RecordedParts = std::vector<RecordedPart>;

// What one operation writes, for one use after another: free once no tensor and no operation refers to it. The
// recordings that write it belong to it, as they can be used again exactly when it can.
class ResultMemory {
 public:
  // `uses`: what else the recordings touch.
  static Result<std::shared_ptr<ResultMemory>> create(std::shared_ptr<Device> device, size_t bytes, bool copied,
                                                      std::shared_ptr<const void> uses);

  const std::shared_ptr<Device>& device() const { return device_; }
  size_t bytes() const { return bytes_; }
  BufferRange range() const;
  // Adds the copy to the host to a recording that writes the memory, where that is part of it.
  void end_recording(Commands& commands) const;

  // Before each use, by the only holder.
  void start_use();
  // The bytes on the host, once the use's submission is done.
  Result<const std::byte*> host(Queue& queue, const std::shared_ptr<Submission>& submission,
                                const std::shared_ptr<const ResultMemory>& self) const;

  // What has been recorded for a source of input: the memory, and an offset in it. Null: nothing yet.
  const RecordedParts* recording(const std::shared_ptr<const void>& source, size_t offset_bytes) const;
  const RecordedParts* add_recording(const std::shared_ptr<const void>& source, size_t offset_bytes,
                                     RecordedParts parts);

 private:
  ResultMemory() = default;
  const Buffer& host_buffer() const { return separate_ ? host_ : results_; }
  Result<std::shared_ptr<Submission>> copy(Queue& queue, const std::shared_ptr<const ResultMemory>& self) const;
  Status fetch(Queue& queue, const std::shared_ptr<Submission>& submission,
               const std::shared_ptr<const ResultMemory>& self) const;

  struct Recording {
    std::weak_ptr<const void> source;
    size_t offset_bytes = 0;
    RecordedParts parts;
  };

  std::shared_ptr<Device> device_;
  size_t bytes_ = 0;
  bool separate_ = false;  // results are not in memory that the host reads
  bool copied_ = false;    // the recordings copy them there; else that is done when they are read
  std::shared_ptr<const void> uses_;
  Buffer results_;
  mutable std::mutex mutex_;  // guards what follows
  mutable bool fetched_ = false;
  mutable Buffer host_;
  // Last, as recordings wait for the device when they go.
  mutable std::unique_ptr<Commands> copy_;
  std::vector<Recording> recordings_;  // of the only holder; not guarded
};

// A tensor inside a ResultMemory.
class DeviceTensor final : public TensorStorage {
 public:
  DeviceTensor(std::shared_ptr<Queue> queue, std::shared_ptr<Submission> submission,
               std::shared_ptr<const ResultMemory> memory, size_t offset_bytes)
      : queue_(std::move(queue)),
        submission_(std::move(submission)),
        memory_(std::move(memory)),
        offset_bytes_(offset_bytes) {}

  Result<const std::byte*> host() const override;

  // Whether an operation on `device` in `queue` can read it where it lies.
  bool lies_on(const Queue& queue, const Device& device) const;
  const std::shared_ptr<const ResultMemory>& memory() const { return memory_; }
  const std::shared_ptr<Submission>& submission() const { return submission_; }
  size_t offset_bytes() const { return offset_bytes_; }

 private:
  std::shared_ptr<Queue> queue_;
  std::shared_ptr<Submission> submission_;
  std::shared_ptr<const ResultMemory> memory_;
  size_t offset_bytes_;
};

}  // namespace saccade::vulkan
