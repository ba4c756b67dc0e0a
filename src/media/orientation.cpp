#include "media/orientation.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace saccade {
namespace {

// Where the shown pixel (x, y) is read: origin + x * step_x + y * step_y, in bytes.
struct Walk {
  const uint8_t* origin;
  ptrdiff_t step_x;
  ptrdiff_t step_y;
};

Walk walk_of(const HostPixels& stored, int width, int height, ptrdiff_t pixel_bytes, Orientation orientation) {
  const ptrdiff_t row = stored.stride_bytes;
  const ptrdiff_t right = (width - 1) * pixel_bytes;
  const ptrdiff_t bottom = (height - 1) * row;
  const uint8_t* data = stored.data;
  switch (orientation) {
    case Orientation::kUpright:
      return {data, pixel_bytes, row};
    case Orientation::kMirrored:
      return {data + right, -pixel_bytes, row};
    case Orientation::kRotated180:
      return {data + right + bottom, -pixel_bytes, -row};
    case Orientation::kFlipped:
      return {data + bottom, pixel_bytes, -row};
    case Orientation::kTransposed:
      return {data, row, pixel_bytes};
    case Orientation::kRotated90:
      return {data + bottom, -row, pixel_bytes};
    case Orientation::kTransversed:
      return {data + right + bottom, -row, -pixel_bytes};
    case Orientation::kRotated270:
      return {data + right, row, -pixel_bytes};
  }
  return {data, pixel_bytes, row};
}

// Blocks of 32x32 pixels: read down columns, a block's source rows stay in the first-level cache.
template <int kPixelBytes>
void copy_turned(const Walk& walk, uint8_t* shown, ptrdiff_t stride_bytes, int width, int height) {
  constexpr int kBlock = 32;
  for (int y0 = 0; y0 < height; y0 += kBlock) {
    for (int x0 = 0; x0 < width; x0 += kBlock) {
      const int y1 = std::min(y0 + kBlock, height);
      const int x1 = std::min(x0 + kBlock, width);
      for (int y = y0; y < y1; ++y) {
        const uint8_t* source = walk.origin + x0 * walk.step_x + y * walk.step_y;
        uint8_t* target = shown + y * stride_bytes + static_cast<ptrdiff_t>(x0) * kPixelBytes;
        for (int x = x0; x < x1; ++x, source += walk.step_x, target += kPixelBytes) {
          std::memcpy(target, source, kPixelBytes);
        }
      }
    }
  }
}

}  // namespace

bool swaps_sides(Orientation orientation) { return orientation >= Orientation::kTransposed; }

Orientation orientation_of_display_matrix(const int32_t* matrix) {
  // shown.x = a * x + c * y, shown.y = b * x + d * y, all 16.16 (libavutil/display.h)
  const int64_t a = matrix[0], b = matrix[1], c = matrix[3], d = matrix[4];
  if (std::llabs(a) + std::llabs(d) >= std::llabs(b) + std::llabs(c)) {
    if (a >= 0) return d >= 0 ? Orientation::kUpright : Orientation::kFlipped;
    return d >= 0 ? Orientation::kMirrored : Orientation::kRotated180;
  }
  if (b >= 0) return c >= 0 ? Orientation::kTransposed : Orientation::kRotated90;
  return c >= 0 ? Orientation::kRotated270 : Orientation::kTransversed;
}

Result<Image> apply_orientation(const Image& image, Orientation orientation, FramePool& pool) {
  if (orientation == Orientation::kUpright) return image;
  const HostPixels stored = SACCADE_TRY(image.host());
  const int width = swaps_sides(orientation) ? image.height() : image.width();
  const int height = swaps_sides(orientation) ? image.width() : image.height();
  const int pixel_bytes = bytes_per_pixel(image.format());
  PooledPixels shown = SACCADE_TRY(pool.take(image.format(), width, height));
  const Walk walk = walk_of(stored, image.width(), image.height(), pixel_bytes, orientation);
  switch (pixel_bytes) {
    case 1:
      copy_turned<1>(walk, shown.data(), shown.stride_bytes(), width, height);
      break;
    case 3:
      copy_turned<3>(walk, shown.data(), shown.stride_bytes(), width, height);
      break;
    default:
      copy_turned<4>(walk, shown.data(), shown.stride_bytes(), width, height);
      break;
  }
  return std::move(shown).publish();
}

}  // namespace saccade
