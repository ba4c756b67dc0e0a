#include "hostile_pictures.h"

#include <algorithm>

#include "golden.h"
#include "saccade/video.h"

namespace saccade {

HostilePictures::HostilePictures(unsigned seed, const std::string& photograph) : random_(seed) {
  if (!shared_folder().empty()) photograph_ = *read_image(shared_folder() + "/testdata/" + photograph);
}

Image HostilePictures::next() {
  const int kind = below(photograph_.empty() ? 2 : 5);
  if (kind == 0) return filled(random_size(), [value = static_cast<uint8_t>(below(256))] { return value; });
  if (kind == 1) return filled(random_size(), [this] { return static_cast<uint8_t>(random_()); });
  return crop();
}

int HostilePictures::below(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }

// Mostly small, sometimes a line, a point or a poster.
Size HostilePictures::random_size() {
  switch (below(8)) {
    case 0:
      return {1, 1};
    case 1:
      return {1, 1 + below(3000)};
    case 2:
      return {1 + below(3000), 1};
    default:
      return {1 + below(400), 1 + below(400)};
  }
}

Image HostilePictures::filled(Size size, const std::function<uint8_t()>& value) {
  constexpr PixelFormat kFormats[] = {PixelFormat::kGray8, PixelFormat::kRgb8, PixelFormat::kBgr8, PixelFormat::kRgba8,
                                      PixelFormat::kBgra8};
  auto builder = *ImageBuilder::create(kFormats[below(5)], size.width, size.height);
  const int bytes = size.width * bytes_per_pixel(builder.format());
  for (int y = 0; y < size.height; ++y) std::generate(builder.row(y), builder.row(y) + bytes, value);
  return std::move(builder).finish();
}

Image HostilePictures::crop() {
  const int width = 1 + below(photograph_.width());
  const int height = 1 + below(photograph_.height());
  HostPixels pixels = *photograph_.host();
  pixels.data += below(photograph_.height() - height + 1) * pixels.stride_bytes;
  pixels.data += below(photograph_.width() - width + 1) * bytes_per_pixel(photograph_.format());
  return *Image::copy(photograph_.format(), width, height, pixels);
}

}  // namespace saccade
