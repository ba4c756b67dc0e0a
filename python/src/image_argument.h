#pragma once

#include <nanobind/nanobind.h>

#include "saccade/image.h"

namespace saccade::python {

// A uint8 array of shape (height, width), (height, width, 3) RGB or (height, width, 4) RGBA, on any strides. Its memory
// is borrowed where rows are dense (also `bgr[:, :, ::-1]`), else copied. TypeError for what is no uint8 array on the
// host, ValueError for a shape that is no picture; either says what was wanted. Only with the GIL held.
Image image_argument(nanobind::handle array);

}  // namespace saccade::python
