// What every engine's operations on masks and pictures do before they touch a pixel.
#pragma once

#include <array>

#include "engine/engine.h"

namespace saccade {

// invalid_argument for an image that is empty or not kGrayF32.
Status check_mask(const Image& mask);
// invalid_argument for an image that is empty or not of an 8-bit format.
Status check_picture(const Image& picture);
// The names are for the message: "the mask is 5x4 and the picture 4x4; they must be of one size".
Status check_same_size(const Image& a, const char* a_name, const Image& b, const char* b_name);
Status check_smoothing(const Image& mask, const Image& previous);
Status check_blend(const Image& picture, const Image& background, const Image& mask);
// invalid_argument for a map with a coefficient that is not finite.
Status check_map(const PixelMap& mask_from_result);

// Sides of a tensor that is to become a mask.
struct MaskTensor {
  int width = 0, height = 0, channels = 0;
};
// failed_precondition for an empty tensor, invalid_argument for one of another rank, type or batch, a channel that it
// does not have, and a softmax of other than two.
Result<MaskTensor> mask_tensor(const Tensor& tensor, const MaskSpec& spec);
// Of the mask: what the specification says, or the tensor's.
Size mask_size(const MaskTensor& tensor, const MaskSpec& spec);

// How pictures are blurred: blocks of side x side pixels (fewer at the right and bottom edge) are averaged, three box
// filters in a row come close to a Gaussian (by the central limit theorem), and what is left is stretched again, by
// half-pixel centres. The work does not grow with sigma.
struct BlurPlan {
  int side = 1;              // 1 to 1024
  std::array<int, 3> radii;  // of the boxes, in blocks; about 8 at most
};
// invalid_argument for a sigma outside of 0 to 4096.
Result<BlurPlan> blur_plan(float sigma_px);

}  // namespace saccade
