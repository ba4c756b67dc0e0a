// An engine that does nothing; tests override what they look at.
#pragma once

#include <memory>
#include <span>

#include "engine/engine.h"

namespace saccade {

class FakeEngineBase : public Engine {
 public:
  EngineInfo info() const override { return {"fake:0", "a fake", "cpu"}; }
  Result<std::unique_ptr<Session>> prepare(const Model&, const SessionOptions&) override { return nothing(); }
  Result<Tensor> warp_to_tensor(const Image&, std::span<const Roi>, const WarpSpec&) override { return nothing(); }
  Result<Image> tensor_to_mask(const Tensor&, const MaskSpec&) override { return nothing(); }
  Result<Image> warp_mask(const Image&, const PixelMap&, Size, Border) override { return nothing(); }
  Result<Image> smooth_mask(const Image&, const Image&, float) override { return nothing(); }
  Result<Image> blend(const Image&, const Image&, const Image&) override { return nothing(); }
  Result<Image> blur(const Image&, float) override { return nothing(); }

 private:
  static Status nothing() { return unimplemented("a fake engine"); }
};

}  // namespace saccade
