// Plain values that solutions return and graphs carry. Normalised coordinates: x and y are divided by the image's
// width and height ([0, 1] inside the image, not clipped), z is in units of the image's width, smaller is nearer.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace saccade {

struct Size {
  int width = 0;
  int height = 0;
  bool operator==(const Size&) const = default;
};

struct Point2 {
  float x = 0;
  float y = 0;
};

struct NormalizedLandmark {
  float x = 0;
  float y = 0;
  float z = 0;
  std::optional<float> visibility;  // [0, 1]
  std::optional<float> presence;    // [0, 1]
};
using NormalizedLandmarks = std::vector<NormalizedLandmark>;

// Metres, origin at the subject.
struct Landmark {
  float x = 0;
  float y = 0;
  float z = 0;
  std::optional<float> visibility;
  std::optional<float> presence;
};
using Landmarks = std::vector<Landmark>;

// Centre and size normalised by the image; rotation in radians, clockwise on the screen (y is down).
struct NormalizedRect {
  float x_center = 0;
  float y_center = 0;
  float width = 0;
  float height = 0;
  float rotation = 0;
  int64_t rect_id = 0;
};

// The same in whole pixels.
struct Rect {
  int x_center = 0;
  int y_center = 0;
  int width = 0;
  int height = 0;
  float rotation = 0;
  int64_t rect_id = 0;
};

// Top-left corner and size, normalised.
struct RelativeBox {
  float xmin = 0;
  float ymin = 0;
  float width = 0;
  float height = 0;
};

struct Detection {
  RelativeBox box;
  std::vector<Point2> keypoints;  // normalised
  float score = 0;                // [0, 1]
  int label_id = 0;
  std::string label;
  int64_t detection_id = 0;
};

struct Classification {
  int index = 0;
  float score = 0;
  std::string label;
};
using Classifications = std::vector<Classification>;

}  // namespace saccade
