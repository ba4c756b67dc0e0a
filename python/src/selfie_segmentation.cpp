#include "saccade/selfie_segmentation.h"

#include "mask_array.h"
#include "solution_class.h"

namespace saccade::python {
namespace nb = nanobind;
namespace {

struct FoundMask {
  nb::object mask, composed;
  int64_t timestamp_us = 0;
};

FoundMask convert(const SelfieSegmentationResult& result) {
  return {mask_array(result.mask), rgb_array(result.composed), result.timestamp_us};
}

}  // namespace

void bind_selfie_segmentation(nb::module_& module) {
  nb::class_<FoundMask>(module, "SelfieSegmentationResult")
      .def_ro("mask", &FoundMask::mask, "float32 array (height, width), 1 where there is somebody")
      .def_ro("composed", &FoundMask::composed, "uint8 array (height, width, 3), RGB; None without a background")
      .def_ro("timestamp_us", &FoundMask::timestamp_us);
  bind_solution<SelfieSegmentation, SelfieSegmentationOptions>(
      module, "SelfieSegmentation", "The mask of the people in a picture, and the picture with another background.",
      convert);
}

}  // namespace saccade::python
