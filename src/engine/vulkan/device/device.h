// Device: one logical device with its compute queue, memory and pipelines. No tensors here.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "engine/vulkan/device/instance.h"

namespace saccade::vulkan {

enum class ShaderId : uint8_t;  // generated from the list of shaders: kConv for conv.comp

enum class MemoryUse : uint8_t {
  kDevice,    // written and read by shaders and copies only
  kUpload,    // the host writes, the device reads or copies; mapped
  kReadback,  // the device writes, the host reads (cached where there is such memory); mapped
};

struct DeviceOptions {
  bool force_staging = false;        // tests: treat the device as one without unified memory
  size_t fake_alignment_bytes = 0;   // tests: a larger offset alignment and atom than the device's; a power of two
  bool fake_incoherent = false;      // tests: mapped memory is a copy, which only flush() and invalidate() carry over
  std::string cache_directory = {};  // for pipelines; empty: none is kept
};

class Device;

// Memory with one VkBuffer over it. Move-only; frees itself; keeps its device alive.
class Buffer {
 public:
  Buffer() = default;
  Buffer(Buffer&& other) noexcept;
  Buffer& operator=(Buffer&& other) noexcept;
  ~Buffer();

  VkBuffer handle() const { return buffer_; }
  size_t bytes() const { return bytes_; }
  std::byte* mapped() const { return mapped_; }  // null for kDevice without unified memory
  // Widened to whole atoms (Caps::atom_bytes), as the device does: what lies in one atom is written by one side only.
  Status flush(size_t offset, size_t bytes) const;       // after the host wrote
  Status invalidate(size_t offset, size_t bytes) const;  // before the host reads

 private:
  friend class Device;
  void swap(Buffer& other) noexcept;
  Status map();
  VkMappedMemoryRange atoms(size_t offset, size_t bytes) const;
  std::shared_ptr<const Device> device_;
  VkBuffer buffer_ = VK_NULL_HANDLE;
  VkDeviceMemory memory_ = VK_NULL_HANDLE;
  size_t bytes_ = 0, allocated_bytes_ = 0;
  std::byte* mapped_ = nullptr;
  std::byte* real_ = nullptr;  // the driver's pointer; differs from mapped_ with fake_incoherent
  std::unique_ptr<std::byte[]> copy_;
  bool coherent_ = true, host_visible_ = false;
};

// A shader with its specialisation constants (ids 0, 1, ...). Owned by the device, which lives longer.
struct Pipeline {
  VkPipeline pipeline = VK_NULL_HANDLE;
  VkPipelineLayout layout = VK_NULL_HANDLE;
  VkDescriptorSetLayout set_layout = VK_NULL_HANDLE;
  uint32_t binding_count = 0;  // storage buffers 0, 1, ... of set 0
};

class Commands;

// Thread-safe. After a lost device every call fails with unavailable ("the GPU was lost ...; create it anew").
class Device : public std::enable_shared_from_this<Device> {
 public:
  static Result<std::shared_ptr<Device>> create(std::shared_ptr<const Instance> instance,
                                                const PhysicalDevice& physical, const DeviceOptions& options = {});
  ~Device();
  Device(const Device&) = delete;

  const std::shared_ptr<const Instance>& instance() const { return instance_; }
  const DeviceOptions& options() const { return options_; }
  const PhysicalDevice& physical() const { return physical_; }
  const Caps& caps() const { return physical_.caps; }
  const Api& api() const { return api_; }
  VkDevice handle() const { return handle_; }

  // Zero-filled only when the driver does so. resource_exhausted names the size and what the device has.
  Result<Buffer> create_buffer(size_t bytes, MemoryUse use) const;

  // Made once per shader and constants, then found; several threads compile side by side.
  Result<const Pipeline*> pipeline(ShaderId shader, std::span<const uint32_t> constants);
  // Writes the driver's pipeline cache to its file when pipelines were made since; atomic, a failure is ignored (it is
  // a cache).
  void save_pipelines() const;

  // Runs the recordings one after another in one submission and returns its number. Each recording starts with a full
  // memory barrier, so that they see each other's results. failed_precondition: one is unfinished or still runs.
  Result<uint64_t> submit(std::span<const Commands* const> commands);
  // Waits until that submission is done: spins for some microseconds, then blocks. Finite: a GPU that does not answer
  // for ten seconds counts as lost.
  Status wait(uint64_t submission);
  // Without waiting.
  Result<bool> done(uint64_t submission);

  bool lost() const { return lost_.load(); }
  Status alive() const;  // unavailable once it is lost
  uint64_t submit_count() const;
  uint64_t pipeline_count() const;  // made, not found

 private:
  friend class Buffer;
  friend class Commands;
  Device();
  Status open(const PhysicalDevice& physical, const DeviceOptions& options);
  Status allocate(Buffer& buffer, MemoryUse use) const;
  Status open_pipelines();
  Status prepare_pipeline(ShaderId shader, Pipeline& into);
  Status make_layout(uint32_t binding_count);
  Status compile_pipeline(VkShaderModule module, std::span<const uint32_t> constants, Pipeline& into);
  Result<VkFence> take_fence();
  Status check_ready(const Commands& commands);
  Status block_on(VkFence fence) const;
  Status note(const char* call, VkResult result) const;  // success for VK_SUCCESS; remembers a loss

  Api api_;
  std::shared_ptr<const Instance> instance_;
  PhysicalDevice physical_;
  DeviceOptions options_;
  VkDevice handle_ = VK_NULL_HANDLE;
  VkQueue queue_ = VK_NULL_HANDLE;
  VkPhysicalDeviceMemoryProperties memory_ = {};
  mutable std::atomic<bool> lost_ = false;
  struct Pipelines;  // pipelines.cpp: cache, modules, what was made
  std::unique_ptr<Pipelines> pipelines_;
  struct Submissions;  // submissions.cpp: fences, by number
  std::unique_ptr<Submissions> submissions_;
};

}  // namespace saccade::vulkan
