// What the tests of the device share: a shader's round trip.
#pragma once

#include <memory>
#include <vector>

#include "engine/vulkan/device/commands.h"

namespace saccade::vulkan {

// RELU by shaders/activation.comp on rows of quads: uploaded by a copy, computed, copied back.
class Relu {
 public:
  // Makes pipeline, buffers and recording (with two timestamps where the device has them).
  static Result<std::unique_ptr<Relu>> create(const std::shared_ptr<Device>& device, uint32_t quads);

  // Writes the input, submits.
  Result<uint64_t> submit();
  // Waits and reads what came back. data_loss when it is wrong.
  Status finish(uint64_t submission);
  Status run();

  const std::vector<float>& input() const { return input_; }
  const Commands& commands() const { return *commands_; }

 private:
  Relu() = default;
  Status record(const Pipeline& pipeline, uint32_t quads);

  std::shared_ptr<Device> device_;
  std::vector<float> input_;
  Buffer upload_, source_, result_, back_;
  std::unique_ptr<Commands> commands_;
};

// The constants of its pipeline.
std::vector<uint32_t> relu_constants();

// A directory that is removed at the end.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace saccade::vulkan
