#include "calculators/detection/projection.h"

#include <algorithm>
#include <array>

namespace saccade {

Detection project_detection(const Detection& detection, const ProjectionMatrix& image_norm_from_tensor_norm) {
  const ProjectionMatrix& m = image_norm_from_tensor_norm;
  const auto project = [&m](float x, float y) {
    return Point2{x * m[0] + y * m[1] + m[3], x * m[4] + y * m[5] + m[7]};
  };
  Detection result = detection;
  for (Point2& point : result.keypoints) point = project(point.x, point.y);

  const RelativeBox& box = detection.box;
  const std::array<Point2, 4> corners = {project(box.xmin, box.ymin), project(box.xmin + box.width, box.ymin),
                                         project(box.xmin + box.width, box.ymin + box.height),
                                         project(box.xmin, box.ymin + box.height)};
  Point2 low = corners[0];
  Point2 high = corners[0];
  for (const Point2& corner : corners) {
    low = {std::min(low.x, corner.x), std::min(low.y, corner.y)};
    high = {std::max(high.x, corner.x), std::max(high.y, corner.y)};
  }
  result.box = {low.x, low.y, high.x - low.x, high.y - low.y};
  return result;
}

Detection remove_letterbox(const Detection& detection, const LetterboxPadding& padding) {
  const float width = 1 - (padding.left + padding.right);
  const float height = 1 - (padding.top + padding.bottom);
  Detection result = detection;
  result.box = {(detection.box.xmin - padding.left) / width, (detection.box.ymin - padding.top) / height,
                detection.box.width / width, detection.box.height / height};
  for (Point2& point : result.keypoints) {
    point = {(point.x - padding.left) / width, (point.y - padding.top) / height};
  }
  return result;
}

}  // namespace saccade
