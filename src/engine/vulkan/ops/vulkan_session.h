// A network on the device: plans by batch, with their memory and recordings. The Vulkan engine's Session.
#pragma once

#include <memory>
#include <vector>

#include "engine/engine.h"
#include "engine/vulkan/ops/device_tensor.h"
#include "engine/vulkan/ops/plan.h"
#include "engine/vulkan/ops/recording.h"
#include "engine/vulkan/ops/upload.h"

namespace saccade::vulkan {

struct VulkanSessionOptions {
  bool half = false, alias_memory = true, fuse = true;  // of PlanOptions
  bool portable_tiles = false;
  bool poison_memory = false;
  int dropped_barrier = -1;
  double most_flops = 5e9;  // of one recording: 50 ms on a GPU of 100 GFLOP/s, as systems reset one that takes seconds
};

class VulkanSession final : public Session {
 public:
  // Ready for a batch of 1: planned, its pipelines made, its weights on their way. `model` is rewritten.
  static Result<std::unique_ptr<VulkanSession>> create(std::shared_ptr<Queue> queue, Model model,
                                                       const VulkanSessionOptions& options);
  ~VulkanSession() override;

  // Only recorded: the numbers are computed when a result is read.
  Result<std::vector<Tensor>> run(const Tensor& input) override;
  SessionInfo info() const override;

  Result<std::vector<double>> profile(const Tensor& input) override;
  Result<const Plan*> plan(int batch);  // until the next call

 private:
  struct Network;  // a plan on a device
  struct Input {   // where the values lie on the device
    std::shared_ptr<const void> source;
    BufferRange range;
    std::shared_ptr<Submission> submission;  // that brings them there; null: none
  };

  VulkanSession();
  Status check(const Tensor& input) const;
  Result<Network*> network(int batch);
  Result<std::unique_ptr<Network>> make_network(const std::shared_ptr<Device>& device, int batch);
  Result<std::shared_ptr<const Constants>> constants_on(const std::shared_ptr<Device>& device,
                                                        const std::vector<std::byte>& bytes);
  Result<Input> place_input(const Network& network, const Tensor& input);
  Result<std::shared_ptr<ResultMemory>> results_of(Network& network);
  Result<RecordedParts> record(const Network& network, const Input& input, const ResultMemory& results,
                               bool timestamps) const;
  Result<std::shared_ptr<Submission>> append(const Network& network, const Input& input, const RecordedParts& parts,
                                             const std::shared_ptr<const void>& results);

  std::shared_ptr<Queue> queue_;
  Model model_;
  VulkanSessionOptions options_;
  std::vector<std::unique_ptr<Network>> networks_;  // last used first
  struct KnownConstants {
    size_t hash = 0, bytes = 0;
    std::weak_ptr<const Device> device;
    std::weak_ptr<const Constants> constants;
  };
  std::vector<KnownConstants> constants_;  // of all networks: most of them use the same
  UploadPool uploads_;
  SessionInfo info_;
};

}  // namespace saccade::vulkan
