#include "solutions/drawing.h"

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

}  // namespace saccade
