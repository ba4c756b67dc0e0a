// saccade._saccade: the classes of the Python package. Importing it loads no model and touches no device.
#include "saccade/version.h"
#include "solution_class.h"

namespace saccade::python {
namespace nb = nanobind;

NB_MODULE(_saccade, module) {
  module.attr("__version__") = version();
  bind_errors(module);
  nb::class_<NodePlacement>(module, "NodePlacement")
      .def_ro("node", &NodePlacement::node)
      .def_ro("calculator", &NodePlacement::calculator)
      .def_ro("device", &NodePlacement::device)
      .def_ro("engine", &NodePlacement::engine)
      .def_ro("precision", &NodePlacement::precision)
      .def_ro("kernel_count", &NodePlacement::kernel_count)
      .def_ro("bytes_to_device", &NodePlacement::bytes_to_device)
      .def_ro("bytes_from_device", &NodePlacement::bytes_from_device)
      .def_ro("reason", &NodePlacement::reason);
  bind_face_detection(module);
  bind_face_mesh(module);
}

}  // namespace saccade::python
