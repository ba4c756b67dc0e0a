#include "engine/vulkan/device/commands.h"

#include "base/check.h"

namespace saccade::vulkan {
namespace {

constexpr uint32_t kPushBytes = 128;
constexpr uint32_t kMostGroups = 65535;  // in y and z: what Vulkan promises
constexpr size_t kMostBindings = 32;

constexpr VkPipelineStageFlags kWork = VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT | VK_PIPELINE_STAGE_TRANSFER_BIT;
constexpr VkAccessFlags kWrites = VK_ACCESS_SHADER_WRITE_BIT | VK_ACCESS_TRANSFER_WRITE_BIT;
constexpr VkAccessFlags kUses = kWrites | VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_TRANSFER_READ_BIT;

Status check_range(const Caps& caps, const BufferRange& range, size_t slot) {
  const std::string name = "binding " + std::to_string(slot) + ": ";
  if (range.buffer == VK_NULL_HANDLE || range.bytes == 0) return invalid_argument(name + "there is nothing in it");
  if (range.bytes > caps.max_buffer_range_bytes) {
    return invalid_argument(name + std::to_string(range.bytes) + " bytes are more than the device binds (" +
                            std::to_string(caps.max_buffer_range_bytes) + "); use a smaller batch or image");
  }
  if (range.offset % caps.offset_alignment_bytes != 0) {
    return invalid_argument(name + "the offset " + std::to_string(range.offset) + " is no multiple of " +
                            std::to_string(caps.offset_alignment_bytes));
  }
  return ok_status();
}

}  // namespace

Result<std::unique_ptr<Commands>> Commands::create(std::shared_ptr<Device> device, int dispatches, int bindings,
                                                   int timestamps) {
  SACCADE_TRY(device->alive());
  if (timestamps > 0 && device->caps().timestamp_period_ns == 0) {
    return unimplemented("the device '" + device->physical().name + "' has no timestamps");
  }
  std::unique_ptr<Commands> commands(new Commands());
  commands->device_ = std::move(device);
  commands->timestamp_count_ = timestamps;
  commands->dispatches_left_ = dispatches;
  commands->bindings_left_ = bindings;
  SACCADE_TRY(commands->make_pools());
  SACCADE_TRY(commands->begin());
  return commands;
}

Commands::~Commands() {
  const Api& api = device_->api();
  // An error here is the device's loss, which whoever waits for results is told.
  if (submission_.load() != 0 && !device_->lost()) static_cast<void>(device_->wait(submission_.load()).ok());
  api.DestroyQueryPool(device_->handle(), queries_, nullptr);
  api.DestroyDescriptorPool(device_->handle(), descriptors_, nullptr);
  api.DestroyCommandPool(device_->handle(), pool_, nullptr);  // frees the command buffer
}

// Members are set when a call went well only: what a failed one leaves behind is undefined.
Status Commands::make_pools() {
  const Api& api = device_->api();
  const VkDevice device = device_->handle();
  auto pool_info = typed<VkCommandPoolCreateInfo>(VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO);
  pool_info.queueFamilyIndex = device_->physical().queue_family;
  VkCommandPool pool = VK_NULL_HANDLE;
  SACCADE_TRY(device_->note("vkCreateCommandPool", api.CreateCommandPool(device, &pool_info, nullptr, &pool)));
  pool_ = pool;
  if (timestamp_count_ > 0) {
    auto info = typed<VkQueryPoolCreateInfo>(VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO);
    info.queryType = VK_QUERY_TYPE_TIMESTAMP;
    info.queryCount = static_cast<uint32_t>(timestamp_count_);
    VkQueryPool queries = VK_NULL_HANDLE;
    SACCADE_TRY(device_->note("vkCreateQueryPool", api.CreateQueryPool(device, &info, nullptr, &queries)));
    queries_ = queries;
  }
  if (dispatches_left_ == 0 || bindings_left_ == 0) return ok_status();
  const VkDescriptorPoolSize size = {VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, static_cast<uint32_t>(bindings_left_)};
  auto info = typed<VkDescriptorPoolCreateInfo>(VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO);
  info.maxSets = static_cast<uint32_t>(dispatches_left_);
  info.poolSizeCount = 1;
  info.pPoolSizes = &size;
  VkDescriptorPool sets = VK_NULL_HANDLE;
  SACCADE_TRY(device_->note("vkCreateDescriptorPool", api.CreateDescriptorPool(device, &info, nullptr, &sets)));
  descriptors_ = sets;
  return ok_status();
}

Status Commands::begin() {
  const Api& api = device_->api();
  auto info = typed<VkCommandBufferAllocateInfo>(VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO);
  info.commandPool = pool_;
  info.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY;
  info.commandBufferCount = 1;
  SACCADE_TRY(
      device_->note("vkAllocateCommandBuffers", api.AllocateCommandBuffers(device_->handle(), &info, &buffer_)));
  const auto begin = typed<VkCommandBufferBeginInfo>(VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO);
  SACCADE_TRY(device_->note("vkBeginCommandBuffer", api.BeginCommandBuffer(buffer_, &begin)));
  memory_barrier(kWork | VK_PIPELINE_STAGE_HOST_BIT, kWrites | VK_ACCESS_HOST_WRITE_BIT, kWork, kUses);
  if (timestamp_count_ > 0) api.CmdResetQueryPool(buffer_, queries_, 0, static_cast<uint32_t>(timestamp_count_));
  return ok_status();
}

void Commands::memory_barrier(VkPipelineStageFlags from, VkAccessFlags written, VkPipelineStageFlags to,
                              VkAccessFlags used) {
  auto barrier = typed<VkMemoryBarrier>(VK_STRUCTURE_TYPE_MEMORY_BARRIER);
  barrier.srcAccessMask = written;
  barrier.dstAccessMask = used;
  device_->api().CmdPipelineBarrier(buffer_, from, to, 0, 1, &barrier, 0, nullptr, 0, nullptr);
}

void Commands::barrier() { memory_barrier(kWork, kWrites, kWork, kUses); }

Status Commands::check(const Pipeline& pipeline, std::span<const BufferRange> bindings, std::span<const uint32_t> push,
                       const std::array<uint32_t, 3>& groups) const {
  const Caps& caps = device_->caps();
  if (finished_) return failed_precondition("a finished Vulkan recording takes no more dispatches");
  if (bindings.size() != pipeline.binding_count || bindings.size() > kMostBindings) {
    return invalid_argument("the shader has " + std::to_string(pipeline.binding_count) + " bindings, not " +
                            std::to_string(bindings.size()));
  }
  if (dispatches_left_ < 1 || static_cast<size_t>(bindings_left_) < bindings.size()) {
    return failed_precondition("the Vulkan recording has no room left; create it for all dispatches and bindings");
  }
  if (push.size_bytes() > kPushBytes) {
    return invalid_argument(std::to_string(push.size_bytes()) +
                            " bytes of push constants; 128 is what Vulkan promises");
  }
  if (groups[0] == 0 || groups[1] == 0 || groups[2] == 0 || groups[0] > caps.max_group_count_x ||
      groups[1] > kMostGroups || groups[2] > kMostGroups) {
    return invalid_argument("a dispatch of " + std::to_string(groups[0]) + " x " + std::to_string(groups[1]) + " x " +
                            std::to_string(groups[2]) + " work-groups; the device takes 1 to " +
                            std::to_string(caps.max_group_count_x) + " x 65535 x 65535; use a smaller batch or image");
  }
  for (size_t i = 0; i < bindings.size(); ++i) SACCADE_TRY(check_range(caps, bindings[i], i));
  return ok_status();
}

Status Commands::bind(const Pipeline& pipeline, std::span<const BufferRange> bindings) {
  const Api& api = device_->api();
  auto info = typed<VkDescriptorSetAllocateInfo>(VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO);
  info.descriptorPool = descriptors_;
  info.descriptorSetCount = 1;
  info.pSetLayouts = &pipeline.set_layout;
  VkDescriptorSet set = VK_NULL_HANDLE;
  SACCADE_TRY(device_->note("vkAllocateDescriptorSets", api.AllocateDescriptorSets(device_->handle(), &info, &set)));
  std::array<VkDescriptorBufferInfo, kMostBindings> buffers = {};
  for (size_t i = 0; i < bindings.size(); ++i) buffers[i] = {bindings[i].buffer, bindings[i].offset, bindings[i].bytes};
  auto write = typed<VkWriteDescriptorSet>(VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET);
  write.dstSet = set;
  write.descriptorCount = static_cast<uint32_t>(bindings.size());  // goes on into the next bindings
  write.descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER;
  write.pBufferInfo = buffers.data();
  api.UpdateDescriptorSets(device_->handle(), 1, &write, 0, nullptr);
  api.CmdBindDescriptorSets(buffer_, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline.layout, 0, 1, &set, 0, nullptr);
  return ok_status();
}

Status Commands::dispatch(const Pipeline& pipeline, std::span<const BufferRange> bindings,
                          std::span<const uint32_t> push, const std::array<uint32_t, 3>& groups) {
  const Api& api = device_->api();
  SACCADE_TRY(check(pipeline, bindings, push, groups));
  if (!bindings.empty()) SACCADE_TRY(bind(pipeline, bindings));
  --dispatches_left_;
  bindings_left_ -= static_cast<int>(bindings.size());
  if (bound_ != pipeline.pipeline) api.CmdBindPipeline(buffer_, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline.pipeline);
  bound_ = pipeline.pipeline;
  if (!push.empty()) {
    api.CmdPushConstants(buffer_, pipeline.layout, VK_SHADER_STAGE_COMPUTE_BIT, 0,
                         static_cast<uint32_t>(push.size_bytes()), push.data());
  }
  api.CmdDispatch(buffer_, groups[0], groups[1], groups[2]);
  return ok_status();
}

void Commands::copy(const BufferRange& from, const BufferRange& to) {
  SACCADE_CHECK(!finished_ && from.bytes == to.bytes && from.bytes > 0);
  const VkBufferCopy region = {from.offset, to.offset, from.bytes};
  device_->api().CmdCopyBuffer(buffer_, from.buffer, to.buffer, 1, &region);
}

void Commands::fill(const BufferRange& range, uint32_t word) {
  SACCADE_CHECK(!finished_ && range.offset % 4 == 0 && range.bytes % 4 == 0 && range.bytes > 0);
  device_->api().CmdFillBuffer(buffer_, range.buffer, range.offset, range.bytes, word);
}

void Commands::mark(int timestamp) {
  SACCADE_CHECK(!finished_ && timestamp >= 0 && timestamp < timestamp_count_);
  device_->api().CmdWriteTimestamp(buffer_, VK_PIPELINE_STAGE_BOTTOM_OF_PIPE_BIT, queries_,
                                   static_cast<uint32_t>(timestamp));
}

Status Commands::finish() {
  if (finished_) return failed_precondition("the Vulkan recording is finished already");
  memory_barrier(kWork, kWrites, VK_PIPELINE_STAGE_HOST_BIT, VK_ACCESS_HOST_READ_BIT);
  SACCADE_TRY(device_->note("vkEndCommandBuffer", device_->api().EndCommandBuffer(buffer_)));
  finished_ = true;
  return ok_status();
}

Result<std::vector<double>> Commands::timestamps() const {
  SACCADE_TRY(device_->alive());
  if (submission_.load() == 0 || !SACCADE_TRY(device_->done(submission_.load()))) {
    return failed_precondition("timestamps of a Vulkan recording that has not run; submit it and wait first");
  }
  std::vector<uint64_t> ticks(static_cast<size_t>(timestamp_count_));
  const VkResult result = device_->api().GetQueryPoolResults(
      device_->handle(), queries_, 0, static_cast<uint32_t>(timestamp_count_), ticks.size() * sizeof(uint64_t),
      ticks.data(), sizeof(uint64_t), VK_QUERY_RESULT_64_BIT);
  if (result == VK_NOT_READY) return failed_precondition("not every timestamp of the Vulkan recording was marked");
  SACCADE_TRY(device_->note("vkGetQueryPoolResults", result));
  const Caps& caps = device_->caps();
  const uint64_t mask = caps.timestamp_bits >= 64 ? ~uint64_t{0} : (uint64_t{1} << caps.timestamp_bits) - 1;
  std::vector<double> seconds;
  for (const uint64_t tick : ticks) {
    seconds.push_back(static_cast<double>((tick - ticks[0]) & mask) * caps.timestamp_period_ns * 1e-9);
  }
  return seconds;
}

}  // namespace saccade::vulkan
