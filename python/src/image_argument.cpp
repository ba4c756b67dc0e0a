#include "image_argument.h"

#include <nanobind/ndarray.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "errors.h"

namespace saccade::python {
namespace nb = nanobind;
namespace {

using Array = nb::ndarray<nb::ro>;

constexpr char kWanted[] =
    "a picture is a uint8 array of shape (height, width, 3), (height, width, 4) or (height, width)";

std::string shape_text(const Array& array) {
  std::string text = "(";
  for (size_t axis = 0; axis < array.ndim(); ++axis) text += (axis > 0 ? ", " : "") + std::to_string(array.shape(axis));
  return text + (array.ndim() == 1 ? ",)" : ")");
}

[[noreturn]] void refuse_type(const std::string& got) {
  throw nb::type_error((std::string(kWanted) + ", not " + got).c_str());
}

// What an array's axes mean. Strides are in bytes, which are elements here.
struct Layout {
  PixelFormat format = PixelFormat::kGray8;
  int width = 0, height = 0, channels = 1;
  int64_t row_stride = 0, pixel_stride = 0, channel_stride = 1;
};

Layout layout_of(const Array& array) {
  // More than any picture has, and small enough that products stay inside 64 bits.
  constexpr size_t kMaxSide = 1 << 20;
  Layout layout;
  if (array.ndim() == 3) layout.channels = array.shape(2) < 5 ? static_cast<int>(array.shape(2)) : 0;
  const bool known = layout.channels == 1 || layout.channels == 3 || layout.channels == 4;
  if ((array.ndim() != 2 && array.ndim() != 3) || !known || array.shape(0) > kMaxSide || array.shape(1) > kMaxSide ||
      array.size() == 0) {
    raise(invalid_argument(std::string(kWanted) + ", not " + shape_text(array)));
  }
  layout.format = layout.channels == 1   ? PixelFormat::kGray8
                  : layout.channels == 3 ? PixelFormat::kRgb8
                                         : PixelFormat::kRgba8;
  layout.height = static_cast<int>(array.shape(0));
  layout.width = static_cast<int>(array.shape(1));
  layout.row_stride = array.stride(0);
  layout.pixel_stride = array.stride(1);
  if (layout.channels > 1) layout.channel_stride = array.stride(2);
  return layout;
}

Image copied(const uint8_t* data, const Layout& layout) {
  Result<Image> image = [&]() -> Result<Image> {
    const nb::gil_scoped_release released;
    ImageBuilder builder = SACCADE_TRY(ImageBuilder::create(layout.format, layout.width, layout.height));
    for (int y = 0; y < layout.height; ++y) {
      uint8_t* row = builder.row(y);
      for (int x = 0; x < layout.width; ++x) {
        const uint8_t* pixel = data + y * layout.row_stride + x * layout.pixel_stride;
        for (int c = 0; c < layout.channels; ++c) *row++ = pixel[c * layout.channel_stride];
      }
    }
    return std::move(builder).finish();
  }();
  return value_or_raise(std::move(image));
}

Image borrowed(nb::handle array, PixelFormat format, const Layout& layout, const uint8_t* data) {
  // Whoever lets the image go last, on whichever thread, lets the array go.
  const std::shared_ptr<PyObject> held(nb::borrow(array).release().ptr(), [](PyObject* object) {
    const nb::gil_scoped_acquire acquired;
    Py_DECREF(object);
  });
  const HostPixels pixels{data, static_cast<ptrdiff_t>(layout.row_stride)};
  return value_or_raise(Image::wrap(format, layout.width, layout.height, pixels, [held] {}));
}

}  // namespace

Image image_argument(nb::handle object) {
  Array array;
  if (!nb::try_cast(object, array, false)) refuse_type(nb::type_name(object.type()).c_str());
  if (array.device_type() != nb::device::cpu::value) refuse_type("one on another device; bring it to the host first");
  if (array.dtype() != nb::dtype<uint8_t>()) {
    refuse_type("one of another type; values from 0 to 1 become one by (255 * picture).astype('uint8')");
  }
  const Layout layout = layout_of(array);
  const auto* data = static_cast<const uint8_t*>(array.data());
  const bool dense_pixels = layout.pixel_stride == layout.channels || layout.width == 1;
  const bool apart = layout.height == 1 || std::abs(layout.row_stride) >= int64_t{layout.width} * layout.channels;
  if (dense_pixels && apart && layout.channel_stride == 1) return borrowed(object, layout.format, layout, data);
  if (dense_pixels && apart && layout.channel_stride == -1 && layout.channels == 3) {
    return borrowed(object, PixelFormat::kBgr8, layout, data - 2);
  }
  return copied(data, layout);
}

}  // namespace saccade::python
