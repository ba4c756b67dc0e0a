#pragma once

#include <nanobind/nanobind.h>

#include "saccade/frame.h"

namespace saccade::python {

// One dict a node, with the fields of NodePlacement.
nanobind::list placement_list(const Placement& placement);

}  // namespace saccade::python
