#include "calculators/detection/rects.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "saccade/proto/detection_calculators.pb.h"

namespace saccade {
namespace {

constexpr float kPi = std::numbers::pi_v<float>;

Result<const Point2*> keypoint(const Detection& detection, int index) {
  if (index < 0 || static_cast<size_t>(index) >= detection.keypoints.size()) {
    return invalid_argument("keypoint " + std::to_string(index) + " of a detection with " +
                            std::to_string(detection.keypoints.size()));
  }
  return &detection.keypoints[static_cast<size_t>(index)];
}

float new_rotation(float rotation, const mediapipe::RectTransformationCalculatorOptions& options) {
  if (options.has_rotation()) return wrap_angle(rotation + options.rotation());
  if (options.has_rotation_degrees()) {
    return wrap_angle(rotation + kPi * static_cast<float>(options.rotation_degrees()) / 180.0f);
  }
  return rotation;
}

int rounded(float value) {
  constexpr float kLimit = 1 << 30;
  return std::isfinite(value) ? static_cast<int>(std::lround(std::clamp(value, -kLimit, kLimit))) : 0;
}

}  // namespace

float wrap_angle(float radians) { return radians - 2 * kPi * std::floor((radians + kPi) / (2 * kPi)); }

Result<std::optional<RotationVector>> rotation_vector(const mediapipe::DetectionsToRectsCalculatorOptions& options) {
  const bool start = options.has_rotation_vector_start_keypoint_index();
  const bool end = options.has_rotation_vector_end_keypoint_index();
  const bool radians = options.has_rotation_vector_target_angle();
  const bool degrees = options.has_rotation_vector_target_angle_degrees();
  if (radians && degrees) {
    return invalid_argument("rotation_vector_target_angle and rotation_vector_target_angle_degrees are both set");
  }
  if (!start && !end && !radians && !degrees) return std::optional<RotationVector>();
  if (!start || !end || (!radians && !degrees)) {
    return invalid_argument(
        "a rotation needs rotation_vector_start_keypoint_index, rotation_vector_end_keypoint_index and a target angle");
  }
  const float angle =
      radians ? options.rotation_vector_target_angle() : kPi * options.rotation_vector_target_angle_degrees() / 180.0f;
  return std::optional<RotationVector>(
      {options.rotation_vector_start_keypoint_index(), options.rotation_vector_end_keypoint_index(), angle});
}

Result<float> rotation_of(const Detection& detection, const RotationVector& vector, Size image) {
  const Point2 start = *SACCADE_TRY(keypoint(detection, vector.start_keypoint));
  const Point2 end = *SACCADE_TRY(keypoint(detection, vector.end_keypoint));
  const float dx = end.x * static_cast<float>(image.width) - start.x * static_cast<float>(image.width);
  const float dy = end.y * static_cast<float>(image.height) - start.y * static_cast<float>(image.height);
  return wrap_angle(vector.target_angle - std::atan2(-dy, dx));
}

NormalizedRect rect_of_box(const Detection& detection) {
  const RelativeBox& box = detection.box;
  NormalizedRect rect;
  rect.x_center = box.xmin + box.width / 2;
  rect.y_center = box.ymin + box.height / 2;
  rect.width = box.width;
  rect.height = box.height;
  return rect;
}

Result<NormalizedRect> rect_of_keypoints(const Detection& detection) {
  const std::vector<Point2>& points = detection.keypoints;
  if (points.size() < 2) return invalid_argument("a rectangle of keypoints needs at least two of them");
  const auto by_x = [](Point2 a, Point2 b) { return a.x < b.x; };
  const auto by_y = [](Point2 a, Point2 b) { return a.y < b.y; };
  const auto [left, right] = std::minmax_element(points.begin(), points.end(), by_x);
  const auto [top, bottom] = std::minmax_element(points.begin(), points.end(), by_y);
  NormalizedRect rect;
  rect.x_center = (left->x + right->x) / 2;
  rect.y_center = (top->y + bottom->y) / 2;
  rect.width = right->x - left->x;
  rect.height = bottom->y - top->y;
  return rect;
}

Result<NormalizedRect> rect_of_alignment_points(const Detection& detection, const RotationVector& vector, Size image) {
  const Point2 start = *SACCADE_TRY(keypoint(detection, vector.start_keypoint));
  const Point2 end = *SACCADE_TRY(keypoint(detection, vector.end_keypoint));
  const float width = static_cast<float>(image.width);
  const float height = static_cast<float>(image.height);
  const float x_center = start.x * width;
  const float y_center = start.y * height;
  const float dx = end.x * width - x_center;
  const float dy = end.y * height - y_center;
  const float side = 2 * std::sqrt(dx * dx + dy * dy);
  NormalizedRect rect;
  rect.x_center = x_center / width;
  rect.y_center = y_center / height;
  rect.width = side / width;
  rect.height = side / height;
  return rect;
}

Rect rect_in_pixels(const NormalizedRect& rect, Size image) {
  const float width = static_cast<float>(image.width);
  const float height = static_cast<float>(image.height);
  return {rounded(rect.x_center * width),
          rounded(rect.y_center * height),
          rounded(rect.width * width),
          rounded(rect.height * height),
          rect.rotation,
          rect.rect_id};
}

NormalizedRect transform_rect(const NormalizedRect& rect, const mediapipe::RectTransformationCalculatorOptions& options,
                              Size image) {
  const float image_w = static_cast<float>(image.width);
  const float image_h = static_cast<float>(image.height);
  NormalizedRect result = rect;
  result.rotation = new_rotation(rect.rotation, options);
  if (result.rotation == 0) {
    result.x_center += rect.width * options.shift_x();
    result.y_center += rect.height * options.shift_y();
  } else {
    const float along_x = image_w * rect.width * options.shift_x();  // [px] along the rectangle's own axes
    const float along_y = image_h * rect.height * options.shift_y();
    const float cosine = std::cos(result.rotation);
    const float sine = std::sin(result.rotation);
    result.x_center += (along_x * cosine - along_y * sine) / image_w;
    result.y_center += (along_x * sine + along_y * cosine) / image_h;
  }
  if (options.square_long() || options.square_short()) {
    const float w = rect.width * image_w;
    const float h = rect.height * image_h;
    const float side = options.square_long() ? std::max(w, h) : std::min(w, h);
    result.width = side / image_w;
    result.height = side / image_h;
  }
  result.width *= options.scale_x();
  result.height *= options.scale_y();
  return result;
}

Rect transform_rect(const Rect& rect, const mediapipe::RectTransformationCalculatorOptions& options) {
  // A 1x1 image makes pixels of normalised units.
  const NormalizedRect as_norm{static_cast<float>(rect.x_center),
                               static_cast<float>(rect.y_center),
                               static_cast<float>(rect.width),
                               static_cast<float>(rect.height),
                               rect.rotation,
                               rect.rect_id};
  return rect_in_pixels(transform_rect(as_norm, options, {1, 1}), {1, 1});
}

float intersection_over_union(const NormalizedRect& a, const NormalizedRect& b) {
  const auto overlap = [](float center_a, float size_a, float center_b, float size_b) {
    const float low = std::max(center_a - size_a / 2, center_b - size_b / 2);
    const float high = std::min(center_a + size_a / 2, center_b + size_b / 2);
    return std::max(0.0f, high - low);
  };
  const float intersection =
      overlap(a.x_center, a.width, b.x_center, b.width) * overlap(a.y_center, a.height, b.y_center, b.height);
  const float both = a.width * a.height + b.width * b.height - intersection;
  return both > 0 ? intersection / both : 0;
}

}  // namespace saccade
