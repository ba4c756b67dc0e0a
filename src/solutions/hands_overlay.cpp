// Sizes are those of MediaPipe's drawing styles, where a radius counts from a pixel's centre.
#include <string>
#include <utility>

#include "image/convert.h"
#include "saccade/overlay.h"
#include "solutions/drawing.h"

namespace saccade {
namespace {

constexpr size_t kLandmarks = 21;
constexpr float kPalmThickness_px = 3, kFingerThickness_px = 2;
constexpr float kPointRadius_px = 5.5f, kRimRadius_px = 6.5f;

constexpr Connection kPalm[] = {{0, 1}, {0, 5}, {0, 17}, {5, 9}, {9, 13}, {13, 17}};

struct Finger {
  Connection connections[3];
  Color color;  // of its joints beyond the palm, and of what joins them
};
constexpr Finger kFingers[] = {{{{1, 2}, {2, 3}, {3, 4}}, kPeach},
                               {{{5, 6}, {6, 7}, {7, 8}}, kPurple},
                               {{{9, 10}, {10, 11}, {11, 12}}, kYellow},
                               {{{13, 14}, {14, 15}, {15, 16}}, kGreen},
                               {{{17, 18}, {18, 19}, {19, 20}}, kBlue}};

void draw_point(ImageBuilder& canvas, const NormalizedLandmark& landmark, Color color) {
  const Point2 at = pixel_of({landmark.x, landmark.y}, canvas);
  fill_circle(canvas, at, kRimRadius_px, kWhite);
  fill_circle(canvas, at, kPointRadius_px, color);
}

void draw_hand(ImageBuilder& canvas, const NormalizedLandmarks& landmarks) {
  draw_connections(canvas, landmarks, kPalm, kPalmThickness_px, kGray);
  for (const Finger& finger : kFingers) {
    draw_connections(canvas, landmarks, finger.connections, kFingerThickness_px, finger.color);
  }
  draw_point(canvas, landmarks[0], kRed);
  for (const Finger& finger : kFingers) {
    draw_point(canvas, landmarks[finger.connections[0].from], kRed);
    for (const Connection& connection : finger.connections) draw_point(canvas, landmarks[connection.to], finger.color);
  }
}

}  // namespace

Result<Image> draw(const Image& image, const HandsResult& result) {
  for (const Hand& hand : result.hands) {
    if (hand.landmarks.size() != kLandmarks) {
      return invalid_argument("a hand has " + std::to_string(hand.landmarks.size()) + " landmarks instead of " +
                              std::to_string(kLandmarks));
    }
  }
  ImageBuilder canvas = SACCADE_TRY(convert_to_builder(image, PixelFormat::kRgb8));
  for (const Hand& hand : result.hands) draw_hand(canvas, hand.landmarks);
  return std::move(canvas).finish();
}

}  // namespace saccade
