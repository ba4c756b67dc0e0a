#include "placement_list.h"

#include <nanobind/stl/string.h>

namespace saccade::python {
namespace nb = nanobind;

nb::list placement_list(const Placement& placement) {
  nb::list list;
  for (const NodePlacement& node : placement) {
    nb::dict fields;
    fields["node"] = node.node;
    fields["calculator"] = node.calculator;
    fields["device"] = node.device;
    fields["engine"] = node.engine;
    fields["precision"] = node.precision;
    fields["kernel_count"] = node.kernel_count;
    fields["bytes_to_device"] = node.bytes_to_device;
    fields["bytes_from_device"] = node.bytes_from_device;
    fields["reason"] = node.reason;
    list.append(fields);
  }
  return list;
}

}  // namespace saccade::python
