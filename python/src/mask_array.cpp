#include "mask_array.h"

#include <nanobind/ndarray.h>

#include <cstring>
#include <vector>

#include "errors.h"

namespace saccade::python {
namespace nb = nanobind;
namespace {

template <typename T, typename... More>
nb::object array_of(const Image& image, More... more) {
  if (image.empty()) return nb::none();
  const HostPixels pixels = value_or_raise(image.host());
  const auto width = static_cast<size_t>(image.width()), height = static_cast<size_t>(image.height());
  const size_t row = width * (size_t{1} * ... * static_cast<size_t>(more));
  auto* owned = new std::vector<T>(row * height);
  const nb::capsule owner(owned, [](void* vector) noexcept { delete static_cast<std::vector<T>*>(vector); });
  for (size_t y = 0; y < height; ++y) {
    std::memcpy(owned->data() + y * row, pixels.data + static_cast<ptrdiff_t>(y) * pixels.stride_bytes,
                row * sizeof(T));
  }
  return nb::cast(nb::ndarray<nb::numpy, T>(owned->data(), {height, width, static_cast<size_t>(more)...}, owner));
}

}  // namespace

nb::object mask_array(const Image& mask) { return array_of<float>(mask); }
nb::object rgb_array(const Image& picture) { return array_of<uint8_t>(picture, 3); }

}  // namespace saccade::python
