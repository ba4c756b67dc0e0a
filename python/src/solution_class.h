// What all solution classes share: keywords, process(), reset(), close(), the with statement, placement.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include <algorithm>
#include <limits>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "errors.h"
#include "image_argument.h"
#include "option_keywords.h"
#include "placement_list.h"
#include "saccade/frame.h"

namespace saccade::python {

// Without timestamps of the caller, frames lie as far apart as the peer stamps them.
inline constexpr int64_t kFrameInterval_us = 33'333;

// A library solution that any thread may call, one at a time. Thread-safe.
template <typename Library>
class SolutionObject {
 public:
  template <typename Options>
  explicit SolutionObject(const Options& options) {
    Result<Library> created = [&] {
      const nanobind::gil_scoped_release released;
      return Library::create(options);
    }();
    library_ = value_or_raise(std::move(created));
  }
  // Threads of the library may hold images, which need the GIL to be let go.
  ~SolutionObject() { close(); }

  auto process(nanobind::handle array, std::optional<int64_t> timestamp_us) {
    Frame frame;
    frame.image = image_argument(array);
    auto result = [&] {
      const nanobind::gil_scoped_release released;
      const std::lock_guard lock(mutex_);
      return process_locked(std::move(frame), timestamp_us);
    }();
    return value_or_raise(std::move(result));
  }

  void reset() {
    const Status status = [&] {
      const nanobind::gil_scoped_release released;
      const std::lock_guard lock(mutex_);
      next_timestamp_us_ = kFrameInterval_us;
      return library_ ? library_->reset() : closed();
    }();
    raise_unless_ok(status);
  }

  void close() {
    const nanobind::gil_scoped_release released;
    const std::lock_guard lock(mutex_);
    library_.reset();
  }

  void require_open() {
    const bool open = [&] {
      const nanobind::gil_scoped_release released;
      const std::lock_guard lock(mutex_);
      return library_.has_value();
    }();
    if (!open) raise(closed());
  }

  Placement placement() {
    Result<Placement> placement = [&]() -> Result<Placement> {
      const nanobind::gil_scoped_release released;
      const std::lock_guard lock(mutex_);
      if (!library_) return closed();
      return library_->placement();
    }();
    return value_or_raise(std::move(placement));
  }

 private:
  static Status closed() { return invalid_argument("this object is closed; make a new one"); }

  auto process_locked(Frame frame, std::optional<int64_t> timestamp_us)
      -> decltype(std::declval<Library&>().process(frame)) {
    if (!library_) return closed();
    frame.timestamp_us = timestamp_us.value_or(next_timestamp_us_);
    auto result = library_->process(frame);
    if (result) {
      constexpr int64_t kLast = std::numeric_limits<int64_t>::max() - kFrameInterval_us;
      next_timestamp_us_ = std::min(frame.timestamp_us, kLast) + kFrameInterval_us;
    }
    return result;
  }

  std::mutex mutex_;
  std::optional<Library> library_;
  int64_t next_timestamp_us_ = kFrameInterval_us;
};

// A float32 numpy array of this shape, with memory of its own.
template <typename... Sizes>
nanobind::object float_array(const std::vector<float>& values, Sizes... shape) {
  auto* owned = new std::vector<float>(values);
  const nanobind::capsule owner(owned, [](void* vector) noexcept { delete static_cast<std::vector<float>*>(vector); });
  return nanobind::cast(
      nanobind::ndarray<nanobind::numpy, float>(owned->data(), {static_cast<size_t>(shape)...}, owner));
}

// Binds class `name`; `convert` makes the Python result of the library's.
template <typename Library, typename Options, typename Convert>
void bind_solution(nanobind::module_& module, const char* name, const std::string& summary, Convert convert) {
  namespace nb = nanobind;
  using Object = SolutionObject<Library>;
  SignatureWriter signature;
  Options defaults;
  describe(defaults, signature);
  const std::string doc = summary + "\n\nOptions:\n" + signature.help();
  const std::string init = "def __init__(self, *" + signature.parameters() + ") -> None";
  nb::class_<Object>(module, name, doc.c_str())
      .def(
          "__init__",
          [name](Object* self, const nb::kwargs& keywords) {
            Options options;
            KeywordReader reader(keywords);
            describe(options, reader);
            reader.finish(name);
            new (self) Object(options);
          },
          nb::sig(init.c_str()))
      .def(
          "process",
          [convert](Object& self, nb::handle image, std::optional<int64_t> timestamp_us) {
            return convert(self.process(image, timestamp_us));
          },
          nb::arg("image").none(), nb::arg("timestamp_us") = nb::none(),
          "Works on one picture: a uint8 array (height, width, 3) RGB, (height, width, 4) RGBA or (height, width) "
          "gray. Timestamps in microseconds grow from frame to frame; left out, frames are 33,333 us apart.")
      .def("reset", &Object::reset, "Forgets what was tracked; the next frame starts anew.")
      .def("close", &Object::close, "Frees everything; may be called again.")
      .def_prop_ro(
          "placement", [](Object& self) { return placement_list(self.placement()); },
          "A list with a dict for each node: on which device it ran, and why.")
      .def("__enter__",
           [](nb::handle self) {
             nb::cast<Object&>(self).require_open();
             return nb::borrow(self);
           })
      .def("__exit__", [](Object& self, const nb::args&) { self.close(); });
}

void bind_face_detection(nanobind::module_& module);
void bind_face_mesh(nanobind::module_& module);
void bind_hands(nanobind::module_& module);
void bind_pose(nanobind::module_& module);
void bind_selfie_segmentation(nanobind::module_& module);

}  // namespace saccade::python
