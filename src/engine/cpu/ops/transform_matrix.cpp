// LANDMARKS2TRANSFORMMATRIX, MediaPipe's custom operator: the rotated box around some landmarks of a face, as the
// matrix that takes pixels of the crop (output_width x output_height) to pixels of the feature map.
#include <float.h>
#include <math.h>

#include "engine/cpu/ops/ops.h"

namespace saccade::cpu::SACCADE_ISA {
namespace {

struct Point {
  double x, y;
};

Point landmark(const float* landmarks, int index) { return {landmarks[3 * index], landmarks[3 * index + 1]}; }

Point rotated(Point p, double radians) {
  return {cos(radians) * p.x - sin(radians) * p.y, sin(radians) * p.x + cos(radians) * p.y};
}

}  // namespace

void landmarks_to_transform_matrix(const OpCall& call) {
  const float* landmarks = call.inputs[0].data;  // [1,N,3] (x, y, z) in pixels of the feature map
  const auto& params = params_of<Landmarks2TransformMatrixParams>(call);
  const Point left = landmark(landmarks, params.left_rotation_idx);
  const Point right = landmark(landmarks, params.right_rotation_idx);
  const double rotation = params.target_rotation_radians - atan2(right.y - left.y, right.x - left.x);

  Point low{DBL_MAX, DBL_MAX}, high{-DBL_MAX, -DBL_MAX};
  for (size_t i = 0; i < params.subset_idxs.size(); ++i) {
    const Point p = rotated(landmark(landmarks, params.subset_idxs.data()[i]), rotation);
    low = {fmin(low.x, p.x), fmin(low.y, p.y)};
    high = {fmax(high.x, p.x), fmax(high.y, p.y)};
  }
  const Point center = rotated({(low.x + high.x) / 2, (low.y + high.y) / 2}, -rotation);

  // map_from_crop = translate(center) * rotate(-rotation) * scale * translate(-half of the crop)
  const double scale_x = params.scale_x * (high.x - low.x) / params.output_width;
  const double scale_y = params.scale_y * (high.y - low.y) / params.output_height;
  const double c = cos(-rotation), s = sin(-rotation);
  const double m00 = c * scale_x, m01 = -s * scale_y, m10 = s * scale_x, m11 = c * scale_y;
  const double half_w = params.output_width / 2.0, half_h = params.output_height / 2.0;
  const double matrix[16] = {m00, m01, 0, center.x - m00 * half_w - m01 * half_h,
                             m10, m11, 0, center.y - m10 * half_w - m11 * half_h,
                             0,   0,   1, 0,
                             0,   0,   0, 1};
  for (int i = 0; i < 16; ++i) call.outputs[0].data[i] = static_cast<float>(matrix[i]);
}

}  // namespace saccade::cpu::SACCADE_ISA
