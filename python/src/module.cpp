// saccade._saccade: the classes of the Python package. Importing it loads no model and touches no device.
#include <nanobind/nanobind.h>

#include "saccade/version.h"
#include "solution_class.h"

namespace saccade::python {
namespace nb = nanobind;

NB_MODULE(_saccade, module) {
  // A program may end while it still holds objects, and is told nothing of it.
  nb::set_leak_warnings(false);
  module.attr("__version__") = version();
  bind_face_detection(module);
  bind_face_mesh(module);
  bind_hands(module);
  bind_pose(module);
  bind_selfie_segmentation(module);
}

}  // namespace saccade::python
