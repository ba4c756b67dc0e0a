// Rectangles around what was detected: the regions that the next network looks at.
#pragma once

#include <optional>
#include <vector>

#include "saccade/status.h"
#include "saccade/types.h"

namespace mediapipe {
class DetectionsToRectsCalculatorOptions;
class RectTransformationCalculatorOptions;
}  // namespace mediapipe

namespace saccade {

// Into [-pi, pi).
float wrap_angle(float radians);

// The line from one keypoint to another that stands for "upright".
struct RotationVector {
  int start_keypoint = 0;
  int end_keypoint = 0;
  float target_angle = 0;  // radians, counter-clockwise on the screen: where the line should point
};

// Empty when the options name no keypoints; invalid_argument when only one, or both kinds of angle, are given.
Result<std::optional<RotationVector>> rotation_vector(const mediapipe::DetectionsToRectsCalculatorOptions& options);

// The turn [radians, clockwise on the screen] that brings the line to its target angle in an image of this size.
// invalid_argument when the detection lacks a keypoint.
Result<float> rotation_of(const Detection& detection, const RotationVector& vector, Size image);

NormalizedRect rect_of_box(const Detection& detection);
// The hull of the keypoints. invalid_argument when there are fewer than two.
Result<NormalizedRect> rect_of_keypoints(const Detection& detection);
// A square [px] around the start keypoint, twice as wide as the distance to the end keypoint.
Result<NormalizedRect> rect_of_alignment_points(const Detection& detection, const RotationVector& vector, Size image);

Rect rect_in_pixels(const NormalizedRect& rect, Size image);

// Rotates, shifts, squares and scales, in this order; the shift is in units of the rectangle's size before squaring.
NormalizedRect transform_rect(const NormalizedRect& rect, const mediapipe::RectTransformationCalculatorOptions& options,
                              Size image);
Rect transform_rect(const Rect& rect, const mediapipe::RectTransformationCalculatorOptions& options);

// Of the axis-parallel boxes; 0 when both are empty.
float intersection_over_union(const NormalizedRect& a, const NormalizedRect& b);

}  // namespace saccade
