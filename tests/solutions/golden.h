// The peer's recorded results (../shared/golden), and the pictures they belong to.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "saccade/frame.h"

namespace saccade {

// One found thing: positions in normalised units, x and y alternating with nothing between, or x, y, z.
struct GoldenFace {
  float score = 0;            // detections only
  std::vector<float> values;  // box (xmin, ymin, width, height) and keypoints; or landmarks as x, y, z
};

struct GoldenHand {
  std::vector<float> landmarks;        // x, y, z of 21 points, normalised
  std::vector<float> world_landmarks;  // the same in metres
  std::string handedness;              // as of a mirrored picture
  float score = 0;
};

struct GoldenFrame {
  int index = 0;  // in the media
  std::vector<GoldenFace> faces;
  std::vector<GoldenHand> hands;
};

struct Golden {
  std::string config;
  std::string media;  // file name
  int width = 0;
  int height = 0;
  int step = 1;                     // every step-th frame of the media was processed
  std::vector<int> counts;          // faces or hands of each processed frame
  std::vector<GoldenFrame> frames;  // those that were kept
};

// Empty outside a checkout that has ../shared beside it.
std::string shared_folder();
// `name`: "face_mesh_video__talking". The first five frames under a sanitizer, else all.
Golden load_golden(const std::string& name);
// The frames that the peer processed, stamped with its clock: frame k at (k + 1) * 33,333 us.
std::vector<Frame> processed_frames(const Golden& golden);

// What lies in ../shared/testdata.
inline constexpr const char* kSharedMedia[] = {"portrait.png", "two_faces.png",   "hands.jpg",      "dancing.mp4",
                                               "talking.mp4",  "two_talking.mp4", "pose_squats.mp4"};
// The picture, or the first `count` frames of a video with the same clock.
std::vector<Frame> first_frames(const std::string& media, size_t count);

}  // namespace saccade
