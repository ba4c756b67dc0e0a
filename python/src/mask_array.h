// Pictures and masks of results as numpy arrays with memory of their own.
#pragma once

#include <nanobind/nanobind.h>

#include "saccade/image.h"

namespace saccade::python {

// (height, width) float32 of a kGrayF32 image; None for an empty one.
nanobind::object mask_array(const Image& mask);
// (height, width, 3) uint8 of a kRgb8 image; None for an empty one.
nanobind::object rgb_array(const Image& picture);

}  // namespace saccade::python
