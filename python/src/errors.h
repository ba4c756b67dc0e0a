// Status to Python exceptions: saccade.Error(RuntimeError) with .code, and saccade.InvalidArgument(Error, ValueError).
#pragma once

#include <nanobind/nanobind.h>

#include "saccade/status.h"

namespace saccade::python {

void bind_errors(nanobind::module_& module);

// Only with the GIL held.
[[noreturn]] void raise(const Status& status);

inline void raise_unless_ok(const Status& status) {
  if (!status.ok()) raise(status);
}

template <typename T>
T value_or_raise(Result<T> result) {
  if (!result) raise(result.error());
  return *std::move(result);
}

}  // namespace saccade::python
