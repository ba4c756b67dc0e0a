// The CPU engine's operations on masks. Contracts: engine/engine.h.
#pragma once

#include "engine/cpu/isa.h"
#include "engine/cpu/thread_pool.h"
#include "engine/engine.h"

namespace saccade::cpu {

Result<Image> mask_of_tensor(const Tensor& tensor, const MaskSpec& spec, Isa isa, ThreadPool& threads);
Result<Image> warped_mask(const Image& mask, const PixelMap& mask_from_result, Size size, Border border, Isa isa,
                          ThreadPool& threads);
Result<Image> smoothed_mask(const Image& mask, const Image& previous, float ratio, Isa isa, ThreadPool& threads);
Result<Image> blended(const Image& picture, const Image& background, const Image& mask, Isa isa, ThreadPool& threads);

}  // namespace saccade::cpu
