// Status to Python's own exceptions.
#pragma once

#include <nanobind/nanobind.h>

#include "saccade/status.h"

namespace saccade::python {

// invalid_argument and out_of_range are a ValueError, not_found a FileNotFoundError, already_exists a FileExistsError,
// permission_denied a PermissionError, data_loss an OSError, resource_exhausted a MemoryError, deadline_exceeded a
// TimeoutError, unimplemented a NotImplementedError, all others a RuntimeError. Only with the GIL held.
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
