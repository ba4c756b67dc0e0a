#include "calculators/landmarks/hand_rect.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>

#include "calculators/detection/rects.h"

namespace saccade {
namespace {

constexpr size_t kHandLandmarks = 21;
// Wrist and thumb up to its IP joint; of the other fingers the MCP and PIP joints.
constexpr std::array<size_t, 12> kStable = {0, 1, 2, 3, 5, 6, 9, 10, 13, 14, 17, 18};
// Positions in kStable.
constexpr size_t kWrist = 0, kIndexMcp = 4, kMiddleMcp = 6, kRingMcp = 8;

using StablePoints = std::array<Point2, kStable.size()>;

StablePoints stable_points(const NormalizedLandmarks& hand) {
  StablePoints points;
  for (size_t i = 0; i < kStable.size(); ++i) {
    const NormalizedLandmark& landmark = hand[hand.size() == kHandLandmarks ? kStable[i] : i];
    points[i] = {landmark.x, landmark.y};
  }
  return points;
}

// From the wrist to between the knuckles, where the middle one counts as much as its neighbours together.
float rotation_of(const StablePoints& points, float image_w, float image_h) {
  const auto knuckles = [&](float Point2::*axis) {
    return ((points[kIndexMcp].*axis + points[kRingMcp].*axis) / 2 + points[kMiddleMcp].*axis) / 2;
  };
  const float dx = knuckles(&Point2::x) * image_w - points[kWrist].x * image_w;
  const float dy = knuckles(&Point2::y) * image_h - points[kWrist].y * image_h;
  return wrap_angle(std::numbers::pi_v<float> / 2 - std::atan2(-dy, dx));
}

struct Bounds {
  Point2 low{std::numeric_limits<float>::max(), std::numeric_limits<float>::max()};
  Point2 high{std::numeric_limits<float>::lowest(), std::numeric_limits<float>::lowest()};

  void include(Point2 point) {
    low = {std::min(low.x, point.x), std::min(low.y, point.y)};
    high = {std::max(high.x, point.x), std::max(high.y, point.y)};
  }
  Point2 center() const { return {(low.x + high.x) / 2, (low.y + high.y) / 2}; }
};

Point2 rotated(Point2 point, float cosine, float sine) {
  return {point.x * cosine - point.y * sine, point.x * sine + point.y * cosine};
}

}  // namespace

Result<NormalizedRect> rect_of_hand(const NormalizedLandmarks& hand, Size image) {
  if (hand.size() != kHandLandmarks && hand.size() != kStable.size()) {
    return invalid_argument("a hand has " + std::to_string(kHandLandmarks) + " landmarks, or the " +
                            std::to_string(kStable.size()) + " of them that stay; this list has " +
                            std::to_string(hand.size()));
  }
  const float image_w = static_cast<float>(image.width);
  const float image_h = static_cast<float>(image.height);
  const StablePoints points = stable_points(hand);
  const float rotation = rotation_of(points, image_w, image_h);
  const float cosine = std::cos(rotation), sine = std::sin(rotation);

  Bounds upright;  // normalised
  for (const Point2 point : points) upright.include(point);
  const Point2 middle = upright.center();
  Bounds turned;  // [px] about `middle`, along the hand's own axes
  for (const Point2 point : points) {
    turned.include(rotated({(point.x - middle.x) * image_w, (point.y - middle.y) * image_h}, cosine, -sine));
  }

  const Point2 center_px = rotated(turned.center(), cosine, sine);
  NormalizedRect rect;
  rect.x_center = (center_px.x + image_w * middle.x) / image_w;
  rect.y_center = (center_px.y + image_h * middle.y) / image_h;
  rect.width = (turned.high.x - turned.low.x) / image_w;
  rect.height = (turned.high.y - turned.low.y) / image_h;
  rect.rotation = rotation;
  return rect;
}

}  // namespace saccade
