#include "engine/vulkan/support.h"

#include <stdlib.h>

#include <algorithm>
#include <cstring>
#include <filesystem>

#include "engine/vulkan/shaders/activation_push.h"
#include "shader_table.h"

namespace saccade::vulkan {

std::vector<uint32_t> relu_constants() { return {64, 1, 1, 1}; }  // group size, RELU, both layouts in quads

Result<std::unique_ptr<Relu>> Relu::create(const std::shared_ptr<Device>& device, uint32_t quads) {
  std::unique_ptr<Relu> relu(new Relu());
  relu->device_ = device;
  for (uint32_t i = 0; i < quads * 4; ++i) {
    relu->input_.push_back(static_cast<float>(static_cast<int>(i * 7919 % 2001) - 1000) / 8);
  }
  const size_t bytes = quads * 16;
  relu->upload_ = SACCADE_TRY(device->create_buffer(bytes, MemoryUse::kUpload));
  relu->source_ = SACCADE_TRY(device->create_buffer(bytes, MemoryUse::kDevice));
  relu->result_ = SACCADE_TRY(device->create_buffer(bytes, MemoryUse::kDevice));
  relu->back_ = SACCADE_TRY(device->create_buffer(bytes, MemoryUse::kReadback));
  const Pipeline* pipeline = SACCADE_TRY(device->pipeline(ShaderId::kActivation, relu_constants()));
  SACCADE_TRY(relu->record(*pipeline, quads));
  return relu;
}

Status Relu::record(const Pipeline& pipeline, uint32_t quads) {
  const size_t bytes = quads * 16;
  const bool timed = device_->caps().timestamp_period_ns > 0;
  commands_ = SACCADE_TRY(Commands::create(device_, 1, 2, timed ? 2 : 0));
  if (timed) commands_->mark(0);
  commands_->fill({result_.handle(), 0, bytes}, 0x7fc00000);  // NaN
  commands_->copy({upload_.handle(), 0, bytes}, {source_.handle(), 0, bytes});
  commands_->barrier();
  ActivationPush push = {};
  push.source = push.result = {0, quads, 1, quads, 4};
  push.samples = 1;
  std::array<uint32_t, sizeof(push) / 4> words;
  std::memcpy(words.data(), &push, sizeof(push));
  const BufferRange bindings[] = {{source_.handle(), 0, bytes}, {result_.handle(), 0, bytes}};
  SACCADE_TRY(commands_->dispatch(pipeline, bindings, words, {(quads + 63) / 64, 1, 1}));
  commands_->barrier();
  commands_->copy({result_.handle(), 0, bytes}, {back_.handle(), 0, bytes});
  if (timed) commands_->mark(1);
  return commands_->finish();
}

Result<uint64_t> Relu::submit() {
  std::memcpy(upload_.mapped(), input_.data(), upload_.bytes());
  SACCADE_TRY(upload_.flush(0, upload_.bytes()));
  const Commands* const list[] = {commands_.get()};
  return device_->submit(list);
}

Status Relu::finish(uint64_t submission) {
  SACCADE_TRY(device_->wait(submission));
  SACCADE_TRY(back_.invalidate(0, back_.bytes()));
  std::vector<float> output(input_.size());
  std::memcpy(output.data(), back_.mapped(), back_.bytes());
  for (size_t i = 0; i < output.size(); ++i) {
    if (output[i] == std::max(0.0f, input_[i])) continue;
    return data_loss("float " + std::to_string(i) + " is " + std::to_string(output[i]) + " for " +
                     std::to_string(input_[i]));
  }
  return ok_status();
}

Status Relu::run() { return finish(SACCADE_TRY(submit())); }

TemporaryDirectory::TemporaryDirectory() : path_(std::filesystem::temp_directory_path() / "saccade_vulkan_XXXXXX") {
  if (mkdtemp(path_.data()) == nullptr) path_.clear();
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code error;
  if (!path_.empty()) std::filesystem::remove_all(path_, error);
}

}  // namespace saccade::vulkan
