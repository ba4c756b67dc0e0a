#include "engine/engine.h"

namespace saccade {
namespace {

Status missing(const Engine& engine, const char* operation) {
  return unimplemented(std::string(operation) + " is not there yet on " + engine.info().device +
                       "; ask for the device cpu");
}

}  // namespace

// An engine that is still being built can do without these.
Result<Image> Engine::tensor_to_mask(const Tensor&, const MaskSpec&) { return missing(*this, "tensor_to_mask"); }
Result<Image> Engine::warp_mask(const Image&, const PixelMap&, Size, Border) { return missing(*this, "warp_mask"); }
Result<Image> Engine::smooth_mask(const Image&, const Image&, float) { return missing(*this, "smooth_mask"); }
Result<Image> Engine::blend(const Image&, const Image&, const Image&) { return missing(*this, "blend"); }
Result<Image> Engine::blur(const Image&, float) { return missing(*this, "blur"); }

}  // namespace saccade
