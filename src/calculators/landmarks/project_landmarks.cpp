#include "calculators/landmarks/project_landmarks.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace saccade {

void project_landmarks(NormalizedLandmarks& landmarks, const NormalizedRect& region, bool ignore_rotation) {
  const float cosine = ignore_rotation ? 1 : std::cos(region.rotation);
  const float sine = ignore_rotation ? 0 : std::sin(region.rotation);
  for (NormalizedLandmark& landmark : landmarks) {
    const float x = landmark.x - 0.5f;
    const float y = landmark.y - 0.5f;
    landmark.x = (cosine * x - sine * y) * region.width + region.x_center;
    landmark.y = (sine * x + cosine * y) * region.height + region.y_center;
    landmark.z *= region.width;
  }
}

void project_landmarks(NormalizedLandmarks& landmarks, const ProjectionMatrix& image_norm_from_tensor_norm) {
  const ProjectionMatrix& m = image_norm_from_tensor_norm;
  const float z_scale = std::sqrt(m[0] * m[0] + m[4] * m[4]);
  for (NormalizedLandmark& landmark : landmarks) {
    const float x = landmark.x;
    landmark.x = x * m[0] + landmark.y * m[1] + landmark.z * m[2] + m[3];
    landmark.y = x * m[4] + landmark.y * m[5] + landmark.z * m[6] + m[7];
    landmark.z *= z_scale;
  }
}

void rotate_landmarks(Landmarks& landmarks, float rotation) {
  const float cosine = std::cos(rotation);
  const float sine = std::sin(rotation);
  for (Landmark& landmark : landmarks) {
    const float x = landmark.x;
    landmark.x = cosine * x - sine * landmark.y;
    landmark.y = sine * x + cosine * landmark.y;
  }
}

void remove_letterbox(NormalizedLandmarks& landmarks, const LetterboxPadding& padding) {
  const float width = 1 - (padding.left + padding.right);
  const float height = 1 - (padding.top + padding.bottom);
  for (NormalizedLandmark& landmark : landmarks) {
    landmark.x = (landmark.x - padding.left) / width;
    landmark.y = (landmark.y - padding.top) / height;
    landmark.z /= width;
  }
}

Result<Detection> detection_of_landmarks(const NormalizedLandmarks& landmarks, std::span<const int> indices) {
  const size_t count = indices.empty() ? landmarks.size() : indices.size();
  if (landmarks.empty()) return invalid_argument("a list of no landmarks has no box");
  Detection detection;
  detection.keypoints.reserve(count);
  NormalizedLandmark low = landmarks[0];
  NormalizedLandmark high = landmarks[0];
  for (size_t i = 0; i < count; ++i) {
    const int index = indices.empty() ? static_cast<int>(i) : indices[i];
    if (index < 0 || static_cast<size_t>(index) >= landmarks.size()) {
      return invalid_argument("landmark " + std::to_string(index) + " of " + std::to_string(landmarks.size()));
    }
    const NormalizedLandmark& landmark = landmarks[static_cast<size_t>(index)];
    if (i == 0) low = high = landmark;
    low.x = std::min(low.x, landmark.x);
    low.y = std::min(low.y, landmark.y);
    high.x = std::max(high.x, landmark.x);
    high.y = std::max(high.y, landmark.y);
    detection.keypoints.push_back({landmark.x, landmark.y});
  }
  detection.box = {low.x, low.y, high.x - low.x, high.y - low.y};
  return detection;
}

}  // namespace saccade
