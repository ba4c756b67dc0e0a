// Commands: a command buffer that is recorded once and submitted as often as wanted.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <span>
#include <vector>

#include "engine/vulkan/device/device.h"

namespace saccade::vulkan {

struct BufferRange {
  VkBuffer buffer = VK_NULL_HANDLE;
  size_t offset = 0, bytes = 0;
};

// Recording: begin with Commands::create, add, then finish(). One thread at a time. Keeps the device alive, not the
// buffers: declare it after them. Waits for its last submission before it goes.
class Commands {
 public:
  // Room for that many dispatches with their bindings. `timestamps`: points in time that mark() may note;
  // unimplemented where the device has none.
  static Result<std::unique_ptr<Commands>> create(std::shared_ptr<Device> device, int dispatches, int bindings,
                                                  int timestamps = 0);
  ~Commands();
  Commands(const Commands&) = delete;

  // `push` is at most 128 bytes. bindings.size() is the pipeline's binding_count. invalid_argument for what is outside
  // of the device's limits: ranges too large or not aligned (Caps::offset_alignment_bytes), too many groups or none.
  Status dispatch(const Pipeline& pipeline, std::span<const BufferRange> bindings, std::span<const uint32_t> push,
                  const std::array<uint32_t, 3>& groups);
  // Everything before is seen by everything after, be it shaders or copies. The host needs none: it reads when the
  // submission is done.
  void barrier();
  void copy(const BufferRange& from, const BufferRange& to);  // `to` as many bytes
  void fill(const BufferRange& range, uint32_t word);         // offset and bytes multiples of 4
  void mark(int timestamp);                                   // once everything before is done
  Status finish();

  // Seconds between mark(0) and each mark, of the last submission. failed_precondition when that is not done.
  Result<std::vector<double>> timestamps() const;
  VkCommandBuffer handle() const { return buffer_; }

 private:
  Commands() = default;
  Status make_pools();
  Status begin();
  void memory_barrier(VkPipelineStageFlags from, VkAccessFlags written, VkPipelineStageFlags to, VkAccessFlags used);
  Status check(const Pipeline& pipeline, std::span<const BufferRange> bindings, std::span<const uint32_t> push,
               const std::array<uint32_t, 3>& groups) const;
  Status bind(const Pipeline& pipeline, std::span<const BufferRange> bindings);

  std::shared_ptr<Device> device_;
  VkCommandPool pool_ = VK_NULL_HANDLE;
  VkCommandBuffer buffer_ = VK_NULL_HANDLE;
  VkDescriptorPool descriptors_ = VK_NULL_HANDLE;
  VkQueryPool queries_ = VK_NULL_HANDLE;
  int timestamp_count_ = 0, dispatches_left_ = 0, bindings_left_ = 0;
  VkPipeline bound_ = VK_NULL_HANDLE;
  bool finished_ = false;
  friend class Device;
  mutable std::atomic<uint64_t> submission_ = 0;  // the last one; 0: none
};

}  // namespace saccade::vulkan
