#include "errors.h"

namespace saccade::python {
namespace nb = nanobind;
namespace {

nb::object make_exception(nb::module_& module, const char* name, nb::tuple bases, const char* doc) {
  nb::dict members;
  members["__doc__"] = doc;
  members["__module__"] = "saccade";
  members["code"] = "";
  const nb::object type = nb::handle(reinterpret_cast<PyObject*>(&PyType_Type))(name, bases, members);
  module.attr(name) = type;
  return type;
}

}  // namespace

void bind_errors(nb::module_& module) {
  const nb::object error = make_exception(
      module, "Error", nb::make_tuple(nb::handle(PyExc_RuntimeError)),
      "What went wrong and what helps. `code` is its kind: \"not_found\", \"data_loss\", \"unavailable\", ...");
  make_exception(module, "InvalidArgument", nb::make_tuple(error, nb::handle(PyExc_ValueError)),
                 "An argument that cannot be; the object stays usable.");
}

void raise(const Status& status) {
  const nb::module_ module = nb::module_::import_("saccade._saccade");
  const char* name = status.code() == StatusCode::kInvalidArgument ? "InvalidArgument" : "Error";
  const nb::object type = module.attr(name);
  const nb::object error = type(status.message());
  error.attr("code") = std::string(status_code_name(status.code()));
  PyErr_SetObject(type.ptr(), error.ptr());
  throw nb::python_error();
}

}  // namespace saccade::python
