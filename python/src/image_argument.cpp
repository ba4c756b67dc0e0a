#include "image_argument.h"

#include <nanobind/ndarray.h>

#include <string>

#include "errors.h"

namespace saccade::python {
namespace nb = nanobind;
namespace {

using Array = nb::ndarray<nb::ro>;

std::string shape_text(const Array& array) {
  std::string text = "(";
  for (size_t axis = 0; axis < array.ndim(); ++axis) text += (axis > 0 ? ", " : "") + std::to_string(array.shape(axis));
  return text + ")";
}

[[noreturn]] void refuse(const std::string& got) {
  throw nb::type_error(("wants a uint8 numpy array of shape (height, width, 3), got " + got).c_str());
}

struct Layout {
  PixelFormat format;
  int channels;
};

Layout layout_of(const Array& array) {
  const size_t channels = array.ndim() == 2 ? 1 : array.ndim() == 3 ? array.shape(2) : 0;
  switch (channels) {
    case 1:
      return {PixelFormat::kGray8, 1};
    case 3:
      return {PixelFormat::kRgb8, 3};
    case 4:
      return {PixelFormat::kRgba8, 4};
    default:
      refuse("shape " + shape_text(array));
  }
}

// Holds the array for as long as the image lives; it may be let go on any thread.
std::function<void()> keep(nb::handle array) {
  PyObject* held = nb::borrow(array).release().ptr();
  return [held] {
    const nb::gil_scoped_acquire gil;
    Py_DECREF(held);
  };
}

Image copied(const Array& array, Layout layout) {
  const int width = static_cast<int>(array.shape(1)), height = static_cast<int>(array.shape(0));
  ImageBuilder builder = value_or_raise(ImageBuilder::create(layout.format, width, height));
  const auto* data = static_cast<const uint8_t*>(array.data());
  const int64_t channel_stride = array.ndim() == 3 ? array.stride(2) : 1;
  for (int y = 0; y < height; ++y) {
    uint8_t* row = builder.row(y);
    for (int x = 0; x < width; ++x) {
      const uint8_t* pixel = data + y * array.stride(0) + x * array.stride(1);
      for (int c = 0; c < layout.channels; ++c) *row++ = pixel[c * channel_stride];
    }
  }
  return std::move(builder).finish();
}

}  // namespace

Image image_argument(nb::handle object) {
  Array array;
  if (!nb::try_cast(object, array, false)) refuse(nb::type_name(object.type()).c_str());
  if (array.dtype() != nb::dtype<uint8_t>()) {
    refuse("another dtype; convert it, for values in 0 to 1 with (255 * image).astype('uint8')");
  }
  if (array.device_type() != nb::device::cpu::value) refuse("an array on another device; bring it to the host first");
  const Layout layout = layout_of(array);
  const int64_t channel_stride = array.ndim() == 3 ? array.stride(2) : 1;
  const auto width = static_cast<int64_t>(array.shape(1)), height = static_cast<int64_t>(array.shape(0));
  if (width > INT32_MAX || height > INT32_MAX) refuse("shape " + shape_text(array));
  const bool dense = array.stride(1) == layout.channels || width == 1;
  const auto* data = static_cast<const uint8_t*>(array.data());
  const auto wrap = [&](PixelFormat format, const uint8_t* first) {
    return value_or_raise(Image::wrap(format, static_cast<int>(width), static_cast<int>(height),
                                      {first, static_cast<ptrdiff_t>(array.stride(0))}, keep(object)));
  };
  if (width == 0 || height == 0) raise(invalid_argument("the image has no pixels: its shape is " + shape_text(array)));
  if (dense && channel_stride == 1) return wrap(layout.format, data);
  if (dense && channel_stride == -1 && layout.channels == 3) return wrap(PixelFormat::kBgr8, data - 2);
  return copied(array, layout);
}

}  // namespace saccade::python
