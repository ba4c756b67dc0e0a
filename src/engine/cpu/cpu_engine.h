// The CPU engine: own float32 kernels over row-blocked maps, on one pool of threads.
#pragma once

#include <memory>

#include "engine/cpu/isa.h"
#include "engine/cpu/kernels/kernels.h"
#include "engine/cpu/tensor_pool.h"
#include "engine/cpu/thread_pool.h"
#include "engine/engine.h"

namespace saccade::cpu {

struct CpuEngineOptions {
  int threads = 1;         // 1 to kMostThreads
  Isa isa = Isa::kScalar;  // one of available_isas()
  // For tests: every tensor keeps its own memory; no strip fusion; memory is NaN before each run; no rewrites but the
  // necessary ones.
  bool alias_buffers = true;
  bool fuse_strips = true;
  bool poison_memory = false;
  bool rewrite = true;
};
inline constexpr int kMostThreads = 256;

class CpuEngine final : public Engine {
 public:
  // invalid_argument for a number of threads outside the range, resource_exhausted when they cannot be had.
  static Result<std::shared_ptr<CpuEngine>> create(const CpuEngineOptions& options);

  EngineInfo info() const override;
  Result<std::unique_ptr<Session>> prepare(const Model& model, const SessionOptions& options) override;
  Result<Tensor> warp_to_tensor(const Image& image, std::span<const Roi> rois, const WarpSpec& spec) override;
  Result<Image> tensor_to_mask(const Tensor& tensor, const MaskSpec& spec) override;
  Result<Image> warp_mask(const Image& mask, const PixelMap& mask_from_result, Size size, Border border) override;
  Result<Image> smooth_mask(const Image& mask, const Image& previous, float ratio) override;
  Result<Image> blend(const Image& picture, const Image& background, const Image& mask) override;
  Result<Image> blur(const Image& picture, float sigma_px) override;

  ThreadPool& threads() { return *threads_; }

 private:
  explicit CpuEngine(const CpuEngineOptions& options);

  CpuEngineOptions options_;
  const KernelTable& kernels_;
  std::shared_ptr<ThreadPool> threads_;
  TensorPool tensors_;
};

}  // namespace saccade::cpu
