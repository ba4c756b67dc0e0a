#include "engine/vulkan/device/submissions.h"

#include <chrono>
#include <thread>

#include "engine/vulkan/device/commands.h"

namespace saccade::vulkan {
namespace {

using Clock = std::chrono::steady_clock;

// A tracking frame takes tens of microseconds on a GPU, waking from a blocking wait as much again. yield() lets others
// have the core meanwhile: the threads of a device that is a CPU, for one.
constexpr std::chrono::microseconds kSpin(200);
// Kernel drivers reset a GPU that hangs within 2 to 10 s. A device that is a CPU has no watchdog, and may well be asked
// for minutes of work under validation.
constexpr std::chrono::nanoseconds kGpuTimeout = std::chrono::seconds(10);
constexpr std::chrono::nanoseconds kCpuTimeout = std::chrono::minutes(10);

}  // namespace

void Device::Submissions::destroy(const Api& api, VkDevice device) {
  for (auto& [number, entry] : running) api.DestroyFence(device, entry.fence, nullptr);
  for (VkFence fence : idle) api.DestroyFence(device, fence, nullptr);
}

// Under the lock. An idle fence, one whose submission is done, or a new one.
Result<VkFence> Device::take_fence() {
  Submissions& all = *submissions_;
  for (auto at = all.running.begin(); all.idle.empty() && at != all.running.end();) {
    const VkResult result = at->second.waiters > 0 ? VK_NOT_READY : api_.GetFenceStatus(handle_, at->second.fence);
    if (result == VK_NOT_READY) break;
    SACCADE_TRY(note("vkGetFenceStatus", result));
    all.idle.push_back(at->second.fence);
    at = all.running.erase(at);
  }
  VkFence fence = VK_NULL_HANDLE;
  if (all.idle.empty()) {
    const auto info = typed<VkFenceCreateInfo>(VK_STRUCTURE_TYPE_FENCE_CREATE_INFO);
    SACCADE_TRY(note("vkCreateFence", api_.CreateFence(handle_, &info, nullptr, &fence)));
    return fence;
  }
  fence = all.idle.back();
  SACCADE_TRY(note("vkResetFences", api_.ResetFences(handle_, 1, &fence)));
  all.idle.pop_back();
  return fence;
}

// Under the lock. A recording that still runs must not be submitted again.
Status Device::check_ready(const Commands& commands) {
  if (!commands.finished_) return failed_precondition("a Vulkan recording was submitted before finish()");
  const auto found = submissions_->running.find(commands.submission_.load());
  if (found == submissions_->running.end()) return ok_status();
  const VkResult result = api_.GetFenceStatus(handle_, found->second.fence);
  if (result != VK_NOT_READY) return note("vkGetFenceStatus", result);
  return failed_precondition("a Vulkan recording was submitted again while it runs; wait for it first");
}

Result<uint64_t> Device::submit(std::span<const Commands* const> commands) {
  SACCADE_TRY(alive());
  Submissions& all = *submissions_;
  const std::lock_guard lock(all.mutex);
  std::vector<VkCommandBuffer> buffers;
  for (const Commands* one : commands) {
    SACCADE_TRY(check_ready(*one));
    buffers.push_back(one->handle());
  }
  const VkFence fence = SACCADE_TRY(take_fence());
  auto info = typed<VkSubmitInfo>(VK_STRUCTURE_TYPE_SUBMIT_INFO);
  info.commandBufferCount = static_cast<uint32_t>(buffers.size());
  info.pCommandBuffers = buffers.data();
  const Status status = note("vkQueueSubmit", api_.QueueSubmit(queue_, 1, &info, fence));
  if (!status.ok()) {
    all.idle.push_back(fence);  // never got to the device
    return status;
  }
  all.running[++all.last].fence = fence;
  for (const Commands* one : commands) one->submission_.store(all.last);
  return all.last;
}

Status Device::block_on(VkFence fence) const {
  const Clock::time_point start = Clock::now();
  VkResult result = api_.GetFenceStatus(handle_, fence);
  while (result == VK_NOT_READY && !lost() && Clock::now() - start < kSpin) {
    std::this_thread::yield();
    result = api_.GetFenceStatus(handle_, fence);
  }
  const char* call = "vkGetFenceStatus";
  if (result == VK_NOT_READY) {
    const std::chrono::nanoseconds timeout = physical_.is_cpu() ? kCpuTimeout : kGpuTimeout;
    result = api_.WaitForFences(handle_, 1, &fence, VK_TRUE, static_cast<uint64_t>(timeout.count()));
    call = "vkWaitForFences";
  }
  if (result != VK_TIMEOUT) {
    SACCADE_TRY(note(call, result));
    return alive();  // another thread may have met the loss
  }
  lost_.store(true);
  return unavailable("the GPU '" + physical_.name +
                     "' does not answer any more and counts as lost; run it again, with a smaller batch");
}

Status Device::wait(uint64_t submission) {
  SACCADE_TRY(alive());
  Submissions& all = *submissions_;
  std::unique_lock lock(all.mutex);
  if (submission == 0 || submission > all.last) {
    return invalid_argument("there is no Vulkan submission " + std::to_string(submission));
  }
  const auto found = all.running.find(submission);
  if (found == all.running.end()) return ok_status();
  Submissions::Entry& entry = found->second;
  ++entry.waiters;
  lock.unlock();
  const Status status = block_on(entry.fence);
  lock.lock();
  if (--entry.waiters == 0 && status.ok()) {
    all.idle.push_back(entry.fence);
    all.running.erase(found);
  }
  return status;
}

Result<bool> Device::done(uint64_t submission) {
  SACCADE_TRY(alive());
  const std::lock_guard lock(submissions_->mutex);
  const auto found = submissions_->running.find(submission);
  if (found == submissions_->running.end()) return true;
  const VkResult result = api_.GetFenceStatus(handle_, found->second.fence);
  if (result == VK_NOT_READY) return false;
  SACCADE_TRY(note("vkGetFenceStatus", result));
  return true;
}

uint64_t Device::submit_count() const {
  const std::lock_guard lock(submissions_->mutex);
  return submissions_->last;
}

}  // namespace saccade::vulkan
