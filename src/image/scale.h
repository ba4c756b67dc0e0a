// Pictures in another size.
#pragma once

#include "saccade/image.h"
#include "saccade/types.h"

namespace saccade {

// An RGB picture of `size` that the whole of `image` covers: scaled evenly, what is too wide or too high cut off on
// both sides alike. Every pixel is the mean of those around its place, weighed by a triangle as wide as the scale asks
// for.
Result<Image> scale_to_cover(const Image& image, Size size);

}  // namespace saccade
