#include "engine/vulkan/device/pipelines.h"

#include <array>

#include "base/check.h"
#include "engine/vulkan/device/pipeline_file.h"
#include "shader_table.h"

namespace saccade::vulkan {
namespace {

constexpr uint32_t kPushBytes = 128;    // what every Vulkan device has
constexpr uint32_t kMostBindings = 32;  // far above what a shader here has

VkDescriptorSetLayoutBinding storage_buffer(uint32_t binding) {
  return {binding, VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, 1, VK_SHADER_STAGE_COMPUTE_BIT, nullptr};
}

// Constant i has id i.
struct Specialisation {
  std::vector<VkSpecializationMapEntry> entries;
  VkSpecializationInfo info = {};

  explicit Specialisation(std::span<const uint32_t> constants) {
    for (uint32_t i = 0; i < constants.size(); ++i) entries.push_back({i, i * 4, 4});
    info = {static_cast<uint32_t>(entries.size()), entries.data(), constants.size_bytes(), constants.data()};
  }
  Specialisation(const Specialisation&) = delete;
};

}  // namespace

void Device::Pipelines::destroy(const Api& api, VkDevice device) {
  for (auto& [key, entry] : made) api.DestroyPipeline(device, entry.pipeline.pipeline, nullptr);
  for (auto& [shader, module] : modules) api.DestroyShaderModule(device, module, nullptr);
  for (auto& [bindings, layout] : layouts) {
    api.DestroyPipelineLayout(device, layout.pipeline, nullptr);
    api.DestroyDescriptorSetLayout(device, layout.set, nullptr);
  }
  api.DestroyPipelineCache(device, cache, nullptr);
}

Status Device::open_pipelines() {
  const std::vector<std::byte> data = read_pipeline_file(options_.cache_directory, physical_);
  auto info = typed<VkPipelineCacheCreateInfo>(VK_STRUCTURE_TYPE_PIPELINE_CACHE_CREATE_INFO);
  info.initialDataSize = data.size();
  info.pInitialData = data.empty() ? nullptr : data.data();
  VkPipelineCache cache = VK_NULL_HANDLE;
  SACCADE_TRY(note("vkCreatePipelineCache", api_.CreatePipelineCache(handle_, &info, nullptr, &cache)));
  pipelines_->cache = cache;
  return ok_status();
}

Result<const Pipeline*> Device::pipeline(ShaderId shader, std::span<const uint32_t> constants) {
  SACCADE_TRY(alive());
  Pipelines& all = *pipelines_;
  const Pipelines::Key key(shader, {constants.begin(), constants.end()});
  std::unique_lock lock(all.mutex);
  for (;;) {
    const auto found = all.made.find(key);
    if (found == all.made.end()) break;
    if (found->second.ready) return &found->second.pipeline;
    all.changed.wait(lock);  // until the other thread has it, or failed
  }
  Pipelines::Entry& entry = all.made[key];
  Status status = prepare_pipeline(shader, entry.pipeline);
  if (status.ok()) {
    const VkShaderModule module = all.modules[shader];
    lock.unlock();
    status = compile_pipeline(module, constants, entry.pipeline);
    lock.lock();
  }
  entry.ready = status.ok();
  all.made_count += status.ok() ? 1 : 0;
  all.changed.notify_all();
  if (status.ok()) return &entry.pipeline;
  all.made.erase(key);
  return status.with_context(std::string("shader ") + shader_table()[static_cast<size_t>(shader)].name);
}

// Under the lock: what pipelines share.
Status Device::prepare_pipeline(ShaderId shader, Pipeline& into) {
  const ShaderCode& code = shader_table()[static_cast<size_t>(shader)];
  into.binding_count = code.binding_count;
  if (!pipelines_->layouts.contains(code.binding_count)) SACCADE_TRY(make_layout(code.binding_count));
  into.layout = pipelines_->layouts[code.binding_count].pipeline;
  into.set_layout = pipelines_->layouts[code.binding_count].set;
  if (pipelines_->modules.contains(shader)) return ok_status();
  auto info = typed<VkShaderModuleCreateInfo>(VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO);
  info.codeSize = code.words.size_bytes();
  info.pCode = code.words.data();
  VkShaderModule module = VK_NULL_HANDLE;
  SACCADE_TRY(note("vkCreateShaderModule", api_.CreateShaderModule(handle_, &info, nullptr, &module)));
  pipelines_->modules[shader] = module;
  return ok_status();
}

Status Device::make_layout(uint32_t binding_count) {
  SACCADE_CHECK(binding_count <= kMostBindings);
  std::array<VkDescriptorSetLayoutBinding, kMostBindings> bindings = {};
  for (uint32_t i = 0; i < binding_count; ++i) bindings[i] = storage_buffer(i);
  auto set_info = typed<VkDescriptorSetLayoutCreateInfo>(VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO);
  set_info.bindingCount = binding_count;
  set_info.pBindings = bindings.data();
  VkDescriptorSetLayout set = VK_NULL_HANDLE;
  SACCADE_TRY(note("vkCreateDescriptorSetLayout", api_.CreateDescriptorSetLayout(handle_, &set_info, nullptr, &set)));

  const VkPushConstantRange push = {VK_SHADER_STAGE_COMPUTE_BIT, 0, kPushBytes};
  auto info = typed<VkPipelineLayoutCreateInfo>(VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO);
  info.setLayoutCount = 1;
  info.pSetLayouts = &set;
  info.pushConstantRangeCount = 1;
  info.pPushConstantRanges = &push;
  VkPipelineLayout layout = VK_NULL_HANDLE;
  const Status status = note("vkCreatePipelineLayout", api_.CreatePipelineLayout(handle_, &info, nullptr, &layout));
  if (!status.ok()) {
    api_.DestroyDescriptorSetLayout(handle_, set, nullptr);
    return status;
  }
  pipelines_->layouts[binding_count] = {set, layout};
  return ok_status();
}

// Without the lock: this is what takes time. The driver guards its cache itself.
Status Device::compile_pipeline(VkShaderModule module, std::span<const uint32_t> constants, Pipeline& into) {
  const Specialisation specialisation(constants);
  auto info = typed<VkComputePipelineCreateInfo>(VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO);
  info.stage.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO;
  info.stage.stage = VK_SHADER_STAGE_COMPUTE_BIT;
  info.stage.module = module;
  info.stage.pName = "main";
  info.stage.pSpecializationInfo = &specialisation.info;
  info.layout = into.layout;
  VkPipeline made = VK_NULL_HANDLE;
  SACCADE_TRY(note("vkCreateComputePipelines",
                   api_.CreateComputePipelines(handle_, pipelines_->cache, 1, &info, nullptr, &made)));
  into.pipeline = made;
  return ok_status();
}

void Device::save_pipelines() const {
  if (options_.cache_directory.empty() || lost()) return;
  const std::lock_guard lock(pipelines_->mutex);
  if (pipelines_->made_count == pipelines_->saved_count) return;
  size_t bytes = 0;
  if (api_.GetPipelineCacheData(handle_, pipelines_->cache, &bytes, nullptr) != VK_SUCCESS) return;
  std::vector<std::byte> data(bytes);
  if (api_.GetPipelineCacheData(handle_, pipelines_->cache, &bytes, data.data()) != VK_SUCCESS) return;
  data.resize(bytes);
  write_pipeline_file(options_.cache_directory, physical_, data);
  pipelines_->saved_count = pipelines_->made_count;
}

uint64_t Device::pipeline_count() const {
  const std::lock_guard lock(pipelines_->mutex);
  return pipelines_->made_count;
}

}  // namespace saccade::vulkan
