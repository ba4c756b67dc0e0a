#include "image/convert.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace saccade {
namespace {

// Byte positions of the channels of an interleaved 8-bit colour format; alpha < 0 where there is none.
struct ColorOrder {
  int pixel_bytes, red, green, blue, alpha;
};

ColorOrder color_order(PixelFormat format) {
  switch (format) {
    case PixelFormat::kRgb8:
      return {3, 0, 1, 2, -1};
    case PixelFormat::kBgr8:
      return {3, 2, 1, 0, -1};
    case PixelFormat::kRgba8:
      return {4, 0, 1, 2, 3};
    case PixelFormat::kBgra8:
      return {4, 2, 1, 0, 3};
    case PixelFormat::kGray8:
    case PixelFormat::kGrayF32:
      break;
  }
  return {1, 0, 0, 0, -1};
}

bool is_gray(PixelFormat format) { return channel_count(format) == 1; }

// Fixed-point BT.601 weights with 14 fraction bits; they sum to 2^14, so white stays 255.
uint8_t luma(int red, int green, int blue) {
  return static_cast<uint8_t>((4899 * red + 9617 * green + 1868 * blue + 8192) >> 14);
}

uint8_t byte_of_unit(float value) {
  return static_cast<uint8_t>(std::min(std::max(0.f, value), 1.f) * 255.f + 0.5f);  // NaN becomes 0
}

void gray_from_row(PixelFormat format, const uint8_t* in, int width, uint8_t* gray) {
  if (format == PixelFormat::kGrayF32) {
    const auto* values = reinterpret_cast<const float*>(in);
    for (int x = 0; x < width; ++x) gray[x] = byte_of_unit(values[x]);
    return;
  }
  const ColorOrder order = color_order(format);
  for (int x = 0; x < width; ++x, in += order.pixel_bytes) {
    gray[x] = is_gray(format) ? in[0] : luma(in[order.red], in[order.green], in[order.blue]);
  }
}

void color_from_row(ColorOrder from, const uint8_t* in, int width, ColorOrder to, uint8_t* out) {
  for (int x = 0; x < width; ++x, in += from.pixel_bytes, out += to.pixel_bytes) {
    const uint8_t red = in[from.red], green = in[from.green], blue = in[from.blue];
    out[to.red] = red;
    out[to.green] = green;
    out[to.blue] = blue;
    if (to.alpha >= 0) out[to.alpha] = from.alpha >= 0 ? in[from.alpha] : 255;
  }
}

void convert_row(PixelFormat from, const uint8_t* in, int width, PixelFormat to, uint8_t* out, uint8_t* gray) {
  if (to == PixelFormat::kGray8) return gray_from_row(from, in, width, out);
  if (!is_gray(from) && !is_gray(to)) return color_from_row(color_order(from), in, width, color_order(to), out);
  gray_from_row(from, in, width, gray);
  if (!is_gray(to)) return color_from_row(color_order(PixelFormat::kGray8), gray, width, color_order(to), out);
  auto* values = reinterpret_cast<float*>(out);
  for (int x = 0; x < width; ++x) values[x] = gray[x] * (1.f / 255.f);
}

}  // namespace

Result<ImageBuilder> convert_to_builder(const Image& image, PixelFormat format) {
  const HostPixels pixels = SACCADE_TRY(image.host());
  ImageBuilder builder = SACCADE_TRY(ImageBuilder::create(format, image.width(), image.height()));
  // One row of gray for the conversions that go through it.
  ImageBuilder gray = SACCADE_TRY(ImageBuilder::create(PixelFormat::kGray8, image.width(), 1));
  const size_t row_bytes = static_cast<size_t>(image.width()) * bytes_per_pixel(format);
  for (int y = 0; y < image.height(); ++y) {
    const uint8_t* row = pixels.data + y * pixels.stride_bytes;
    if (image.format() == format) {
      std::memcpy(builder.row(y), row, row_bytes);
    } else {
      convert_row(image.format(), row, image.width(), format, builder.row(y), gray.row(0));
    }
  }
  return builder;
}

Result<Image> convert(const Image& image, PixelFormat format) {
  if (image.format() == format && !image.empty()) return image;
  ImageBuilder builder = SACCADE_TRY(convert_to_builder(image, format));
  return std::move(builder).finish();
}

}  // namespace saccade
