// Sizes are those of MediaPipe's drawing utilities, where a radius counts from a pixel's centre.
#include <string>
#include <utility>

#include "image/convert.h"
#include "saccade/overlay.h"
#include "solutions/drawing.h"

namespace saccade {
namespace {

constexpr size_t kLandmarks = 33;
constexpr float kLeastVisibility = 0.5f;
constexpr float kThickness_px = 2, kPointRadius_px = 3, kRimRadius_px = 4;
constexpr Color kLeft{255, 138, 0}, kRight{0, 217, 231};

constexpr Connection kBones[] = {{0, 1},   {1, 2},   {2, 3},   {3, 7},   {0, 4},   {4, 5},   {5, 6},
                                 {6, 8},   {9, 10},  {11, 12}, {11, 13}, {13, 15}, {15, 17}, {15, 19},
                                 {15, 21}, {17, 19}, {12, 14}, {14, 16}, {16, 18}, {16, 20}, {16, 22},
                                 {18, 20}, {11, 23}, {12, 24}, {23, 24}, {23, 25}, {25, 27}, {24, 26},
                                 {26, 28}, {27, 29}, {29, 31}, {28, 30}, {30, 32}, {27, 31}, {28, 32}};

bool visible(const NormalizedLandmark& landmark) { return landmark.visibility.value_or(1) >= kLeastVisibility; }

// The nose is in the middle; of the rest of the face 1-3, 7 and 9 are on the left, then every odd landmark.
Color color_of(size_t landmark) {
  if (landmark == 0) return kWhite;
  const bool left = landmark < 9 ? landmark <= 3 || landmark == 7 : landmark % 2 == 1;
  return left ? kLeft : kRight;
}

void draw_body(ImageBuilder& canvas, const NormalizedLandmarks& landmarks) {
  for (const Connection& bone : kBones) {
    if (!visible(landmarks[bone.from]) || !visible(landmarks[bone.to])) continue;
    draw_connections(canvas, landmarks, {&bone, 1}, kThickness_px, kWhite);
  }
  for (size_t i = 0; i < landmarks.size(); ++i) {
    if (!visible(landmarks[i])) continue;
    const Point2 at = pixel_of({landmarks[i].x, landmarks[i].y}, canvas);
    fill_circle(canvas, at, kRimRadius_px, kWhite);
    fill_circle(canvas, at, kPointRadius_px, color_of(i));
  }
}

}  // namespace

Result<Image> draw(const Image& image, const PoseResult& result) {
  for (const BodyPose& pose : result.poses) {
    if (pose.landmarks.size() != kLandmarks) {
      return invalid_argument("a pose has " + std::to_string(pose.landmarks.size()) + " landmarks instead of " +
                              std::to_string(kLandmarks));
    }
  }
  ImageBuilder canvas = SACCADE_TRY(convert_to_builder(image, PixelFormat::kRgb8));
  if (!result.mask.empty()) SACCADE_TRY(paint_background(canvas, result.mask));
  for (const BodyPose& pose : result.poses) draw_body(canvas, pose.landmarks);
  return std::move(canvas).finish();
}

Result<Image> draw(const Image& image, const SelfieSegmentationResult& result) {
  if (!result.composed.empty()) return result.composed;
  ImageBuilder canvas = SACCADE_TRY(convert_to_builder(image, PixelFormat::kRgb8));
  SACCADE_TRY(paint_background(canvas, result.mask));
  return std::move(canvas).finish();
}

}  // namespace saccade
