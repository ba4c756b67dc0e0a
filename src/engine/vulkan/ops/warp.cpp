#include "engine/vulkan/ops/warp.h"

namespace saccade::vulkan {

Result<Tensor> Warper::warp(const Image&, std::span<const Roi>, const WarpSpec&) {
  return unimplemented("the Vulkan engine does not sample images yet");
}

}  // namespace saccade::vulkan
