#include "engine/vulkan/ops/queue.h"

#include <utility>

namespace saccade::vulkan {
namespace {

constexpr size_t kMostPending = 64;
// Systems reset a GPU that works for seconds on one submission. This takes 50 ms on a GPU of 100 GFLOP/s.
constexpr double kMostPendingFlops = 5e9;
// Beyond this many submissions that nobody waits for, the next one waits for the oldest.
constexpr size_t kMostInFlight = 4;
constexpr std::chrono::seconds kLossWindow{60};

Status lost_error() { return unavailable("the GPU was lost before this was computed; run it again"); }

}  // namespace

Queue::~Queue() {
  // What the device still works on must outlive that. An error means that it works no more.
  if (!in_flight_.empty()) static_cast<void>(in_flight_.back()->device_->wait(in_flight_.back()->number_));
  // What operations use may keep their submission.
  for (const std::shared_ptr<Submission>& submission : in_flight_) submission->operations_.clear();
  if (pending_) pending_->operations_.clear();
}

Result<std::shared_ptr<Device>> Queue::device() {
  Finished finished;
  const std::lock_guard lock(mutex_);
  if (!device_->lost()) return device_;
  fail_all(*device_, lost_error(), &finished);
  SACCADE_TRY(rebuild());
  return device_;
}

Status Queue::rebuild() {
  if (!given_up_.ok()) return given_up_;
  const auto now = std::chrono::steady_clock::now();
  if (counted_ != device_.get()) {
    if (last_loss_ && now - *last_loss_ < kLossWindow) {
      given_up_ =
          unavailable("the GPU '" + device_->physical().name +
                      "' was lost twice within a minute; look into the kernel's log, and use device=cpu meanwhile");
      return given_up_;
    }
    last_loss_ = now;
    counted_ = device_.get();
  }
  device_ = SACCADE_TRY(Device::create(device_->instance(), device_->physical(), device_->options()));
  counted_ = nullptr;
  return ok_status();
}

Result<std::shared_ptr<Submission>> Queue::append(const std::shared_ptr<Device>& device, Operation operation,
                                                  std::initializer_list<const Submission*> needs) {
  std::shared_ptr<Submission> submission, oldest;
  {
    const std::lock_guard lock(mutex_);
    if (device != device_ || device->lost()) return lost_error();
    for (const Submission* need : needs) {
      if (need != nullptr && need->state_ == Submission::State::kFailed) return need->error_;
    }
    if (!pending_) {
      pending_ = std::make_shared<Submission>();
      pending_->device_ = device;
    }
    submission = pending_;
    submission->flops_ += operation.flops;
    submission->operations_.push_back(std::move(operation));
    if (submission->operations_.size() < kMostPending && submission->flops_ < kMostPendingFlops) return submission;
    submit_pending();
    if (in_flight_.size() > kMostInFlight) oldest = in_flight_.front();
  }
  // Its failure is told to whoever reads its results.
  if (oldest) static_cast<void>(finish(oldest));
  return submission;
}

void Queue::submit_pending() {
  const std::shared_ptr<Submission> submission = std::exchange(pending_, nullptr);
  submitted_.clear();
  for (const Operation& operation : submission->operations_) submitted_.push_back(operation.commands);
  const Result<uint64_t> number = submission->device_->submit(submitted_);
  ++traffic_.submits;
  if (!number.ok()) {
    submission->state_ = Submission::State::kFailed;
    submission->error_ = number.error();
    submission->operations_.clear();
    return;
  }
  submission->number_ = *number;
  submission->state_ = Submission::State::kSubmitted;
  in_flight_.push_back(submission);
}

Status Queue::finish(const std::shared_ptr<Submission>& submission) {
  Finished finished;
  std::unique_lock lock(mutex_);
  if (submission->state_ == Submission::State::kPending) submit_pending();
  if (submission->state_ == Submission::State::kSubmitted) {
    const std::shared_ptr<Device> device = submission->device_;
    ++traffic_.waits;
    lock.unlock();
    const Status status = device->wait(submission->number_);
    lock.lock();
    settle(*device, submission->number_, status, &finished);
  }
  return submission->state_ == Submission::State::kFailed ? submission->error_ : ok_status();
}

void Queue::settle(const Device& device, uint64_t number, const Status& status, Finished* finished) {
  if (!status.ok()) return fail_all(device, status, finished);
  while (!in_flight_.empty() && in_flight_.front()->device_.get() == &device && in_flight_.front()->number_ <= number) {
    in_flight_.front()->state_ = Submission::State::kDone;
    finished->push_back(std::move(in_flight_.front()->operations_));
    in_flight_.pop_front();
  }
}

void Queue::fail(Submission& submission, const Status& error, Finished* finished) {
  submission.state_ = Submission::State::kFailed;
  submission.error_ = error;
  finished->push_back(std::move(submission.operations_));
}

void Queue::fail_all(const Device& device, const Status& error, Finished* finished) {
  for (const std::shared_ptr<Submission>& submission : in_flight_) {
    if (submission->device_.get() == &device) fail(*submission, error, finished);
  }
  std::erase_if(in_flight_, [&](const auto& submission) { return submission->device_.get() == &device; });
  if (pending_ && pending_->device_.get() == &device) fail(*std::exchange(pending_, nullptr), error, finished);
}

bool Queue::failed(const Submission* submission) const {
  const std::lock_guard lock(mutex_);
  return submission != nullptr && submission->state_ == Submission::State::kFailed;
}

void Queue::count_upload(size_t bytes) {
  const std::lock_guard lock(mutex_);
  ++traffic_.uploads;
  traffic_.upload_bytes += bytes;
}

void Queue::count_readback(size_t bytes) {
  const std::lock_guard lock(mutex_);
  ++traffic_.readbacks;
  traffic_.readback_bytes += bytes;
}

Traffic Queue::traffic() const {
  const std::lock_guard lock(mutex_);
  return traffic_;
}

}  // namespace saccade::vulkan
