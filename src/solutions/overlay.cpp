// Thicknesses are those of MediaPipe's drawing utilities.
#include "saccade/overlay.h"

#include <algorithm>
#include <cstdio>
#include <span>
#include <string>
#include <utility>

#include "image/convert.h"
#include "solutions/drawing.h"
#include "solutions/face_connections.h"

namespace saccade {
namespace {

constexpr Color kKeypointRed{255, 0, 0};
constexpr float kContourThickness_px = 2, kTesselationThickness_px = 1, kBoxThickness_px = 2, kKeypointRadius_px = 3;
constexpr float kTextHeight_px = 10;
constexpr size_t kSurfaceLandmarks = 468, kRefinedLandmarks = 478;

void draw_face(ImageBuilder& canvas, const NormalizedLandmarks& landmarks) {
  draw_connections(canvas, landmarks, face_tesselation(), kTesselationThickness_px, kGray);
  const auto contour = [&](std::span<const Connection> connections, Color color) {
    draw_connections(canvas, landmarks, connections, kContourThickness_px, color);
  };
  contour(face_oval(), kWhite);
  contour(face_lips(), kWhite);
  contour(face_left_eye(), kGreen);
  contour(face_left_eyebrow(), kGreen);
  contour(face_right_eye(), kRed);
  contour(face_right_eyebrow(), kRed);
  if (landmarks.size() < kRefinedLandmarks) return;
  contour(face_left_iris(), kGreen);
  contour(face_right_iris(), kRed);
}

void draw_detection(ImageBuilder& canvas, const DetectedFace& face) {
  const Point2 corner = pixel_of({face.box.xmin, face.box.ymin}, canvas);
  const Point2 opposite = pixel_of({face.box.xmin + face.box.width, face.box.ymin + face.box.height}, canvas);
  draw_rectangle(canvas, corner, opposite, kBoxThickness_px, kWhite);
  for (const Point2& keypoint : face.keypoints) {
    fill_circle(canvas, pixel_of(keypoint, canvas), kKeypointRadius_px, kKeypointRed);
  }
  char score[16];
  std::snprintf(score, sizeof(score), "%.2f", std::clamp(face.score, 0.f, 1.f));
  draw_text(canvas, {corner.x, corner.y - 2 * kBoxThickness_px}, kTextHeight_px, score, kWhite);
}

}  // namespace

Result<Image> draw(const Image& image, const FaceDetectionResult& result) {
  ImageBuilder canvas = SACCADE_TRY(convert_to_builder(image, PixelFormat::kRgb8));
  for (const DetectedFace& face : result.faces) draw_detection(canvas, face);
  return std::move(canvas).finish();
}

Result<Image> draw(const Image& image, const FaceMeshResult& result) {
  for (const FaceMeshFace& face : result.faces) {
    if (face.landmarks.size() < kSurfaceLandmarks) {
      return invalid_argument("a face has " + std::to_string(face.landmarks.size()) + " landmarks; a mesh has " +
                              std::to_string(kSurfaceLandmarks) + " or " + std::to_string(kRefinedLandmarks));
    }
  }
  ImageBuilder canvas = SACCADE_TRY(convert_to_builder(image, PixelFormat::kRgb8));
  for (const FaceMeshFace& face : result.faces) draw_face(canvas, face.landmarks);
  return std::move(canvas).finish();
}

}  // namespace saccade
