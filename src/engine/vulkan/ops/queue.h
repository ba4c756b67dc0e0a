// Queue: what an engine has recorded and not yet submitted, and the device it goes to.
//
// Operations pile up until somebody needs a result; then all of them go in one submission. What they use stays alive
// until the device is done with it. Thread-safe; one per engine, kept by its sessions and tensors.
#pragma once

#include <array>
#include <chrono>
#include <deque>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "engine/engine.h"
#include "engine/vulkan/device/commands.h"
#include "engine/vulkan/device/device.h"

namespace saccade::vulkan {

struct Operation {
  const Commands* commands = nullptr;
  std::array<std::shared_ptr<const void>, 2> uses;  // the commands and all that they touch
  double flops = 0;
};

// Operations that go to the device together. Its state is the queue's business.
class Submission {
  friend class Queue;
  enum class State : uint8_t { kPending, kSubmitted, kDone, kFailed };
  std::shared_ptr<Device> device_;
  std::vector<Operation> operations_;
  double flops_ = 0;
  State state_ = State::kPending;
  uint64_t number_ = 0;
  Status error_;
};

class Queue {
 public:
  explicit Queue(std::shared_ptr<Device> device) : device_(std::move(device)) {}
  ~Queue();
  Queue(const Queue&) = delete;

  // The device, made anew when the one before was lost. What was recorded on that one has failed, and its buffers are
  // of no use any more. unavailable from the second loss within a minute on.
  Result<std::shared_ptr<Device>> device();

  // The operation, recorded on `device`, runs after all appended before. It reads what came with `needs` (null: done
  // already); when one of those has failed, so does it. Submits by itself when much is pending.
  Result<std::shared_ptr<Submission>> append(const std::shared_ptr<Device>& device, Operation operation,
                                             std::initializer_list<const Submission*> needs = {});
  // Submits what is pending as far as `submission` needs it, and waits.
  Status finish(const std::shared_ptr<Submission>& submission);
  bool failed(const Submission* submission) const;  // null never does

  void count_upload(size_t bytes);
  void count_readback(size_t bytes);
  Traffic traffic() const;

 private:
  // Operations are given up to be destroyed after the lock is released.
  using Finished = std::vector<std::vector<Operation>>;
  void submit_pending();
  void fail(Submission& submission, const Status& error, Finished* finished);
  void fail_all(const Device& device, const Status& error, Finished* finished);
  void settle(const Device& device, uint64_t number, const Status& status, Finished* finished);
  Status rebuild();

  mutable std::mutex mutex_;
  std::shared_ptr<Device> device_;
  std::shared_ptr<Submission> pending_;                // null: nothing is
  std::deque<std::shared_ptr<Submission>> in_flight_;  // oldest first
  std::vector<const Commands*> submitted_;             // of submit_pending(), to keep its memory
  std::optional<std::chrono::steady_clock::time_point> last_loss_;
  const Device* counted_ = nullptr;  // the device whose loss last_loss_ is
  Status given_up_;
  Traffic traffic_;
};

}  // namespace saccade::vulkan
