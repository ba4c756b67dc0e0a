#include "solutions/drawing.h"

#include <algorithm>

namespace saccade {

Point2 pixel_of(Point2 point, const ImageBuilder& canvas) {
  return {point.x * static_cast<float>(canvas.width()), point.y * static_cast<float>(canvas.height())};
}

void draw_connections(ImageBuilder& canvas, const NormalizedLandmarks& landmarks,
                      std::span<const Connection> connections, float thickness_px, Color color) {
  for (const Connection& connection : connections) {
    const NormalizedLandmark &from = landmarks[connection.from], &to = landmarks[connection.to];
    draw_line(canvas, pixel_of({from.x, from.y}, canvas), pixel_of({to.x, to.y}, canvas), thickness_px, color);
  }
}

Status paint_background(ImageBuilder& canvas, const Image& mask) {
  if (mask.format() != PixelFormat::kGrayF32 || mask.width() != canvas.width() || mask.height() != canvas.height()) {
    return invalid_argument("the mask is not a gray_f32 image of the picture's size");
  }
  constexpr float kBackground[] = {0, 0, 255};
  const HostPixels pixels = SACCADE_TRY(mask.host());
  for (int y = 0; y < canvas.height(); ++y) {
    const auto* shares = reinterpret_cast<const float*>(pixels.data + y * pixels.stride_bytes);
    uint8_t* pixel = canvas.row(y);
    for (int x = 0; x < canvas.width(); ++x) {
      const float share = shares[x] > 0 ? std::min(shares[x], 1.f) : 0;
      for (const float background : kBackground) {
        *pixel = static_cast<uint8_t>(background + (static_cast<float>(*pixel) - background) * share + 0.5f);
        ++pixel;
      }
    }
  }
  return ok_status();
}

}  // namespace saccade
