// Rotated rectangles of an image, sampled into a float tensor: the CPU engine's Engine::warp_to_tensor.
#pragma once

#include <span>

#include "engine/cpu/isa.h"
#include "engine/engine.h"

namespace saccade::cpu {

// out: [rois][spec.height][spec.width][spec.channels]. One pass over the pixels, and no allocation, for 8-bit images of
// at least 2x2 pixels below 4 GiB and anything but one channel from a colour image (which is converted as a whole).
// invalid_argument for a region that check_roi refuses, an empty or float image, a tensor side below 1 or channels
// other than 1, 3 and 4, a value range that is not finite, or `out` of another size.
Status warp_into(const Image& image, std::span<const Roi> rois, const WarpSpec& spec, Isa isa, std::span<float> out);

// The same into a tensor of its own; one roi at least.
Result<Tensor> warp_to_tensor(const Image& image, std::span<const Roi> rois, const WarpSpec& spec, Isa isa);

}  // namespace saccade::cpu
