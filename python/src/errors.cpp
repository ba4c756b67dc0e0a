#include "errors.h"

namespace saccade::python {
namespace {

PyObject* exception_of(StatusCode code) {
  switch (code) {
    case StatusCode::kInvalidArgument:
    case StatusCode::kOutOfRange:
      return PyExc_ValueError;
    case StatusCode::kNotFound:
      return PyExc_FileNotFoundError;
    case StatusCode::kAlreadyExists:
      return PyExc_FileExistsError;
    case StatusCode::kPermissionDenied:
      return PyExc_PermissionError;
    case StatusCode::kDataLoss:
      return PyExc_OSError;
    case StatusCode::kResourceExhausted:
      return PyExc_MemoryError;
    case StatusCode::kDeadlineExceeded:
      return PyExc_TimeoutError;
    case StatusCode::kUnimplemented:
      return PyExc_NotImplementedError;
    default:
      return PyExc_RuntimeError;
  }
}

}  // namespace

void raise(const Status& status) {
  PyErr_SetString(exception_of(status.code()), status.message().c_str());
  throw nanobind::python_error();
}

}  // namespace saccade::python
