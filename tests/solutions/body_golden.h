// The peer's recorded poses and masks (../shared/golden).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "golden.h"
#include "saccade/image.h"

namespace saccade {

struct GoldenMask {
  double mean = 0, area = 0;  // area: share of pixels above 0.5
  std::string png;            // file name; empty: only the numbers were kept
};

struct GoldenBody {
  int index = 0;                       // in the media
  std::vector<float> landmarks;        // x, y, z, visibility of each; empty: nobody
  std::vector<float> world_landmarks;  // the same in metres
  std::optional<GoldenMask> mask;
};

struct BodyGolden {
  Golden about;  // without frames
  std::vector<GoldenBody> frames;
};

BodyGolden load_body_golden(const std::string& name);

struct MaskComparison {
  double iou = 1;  // of what is above one half
  double mean_difference = 0;
  double mean = 0, area = 0;  // of our mask
};

// `expected` may be empty: then only the last two are filled.
MaskComparison compare_masks(const Image& actual, const Image& expected);
// The recorded mask, empty when none was kept.
Image golden_mask(const GoldenMask& mask);

}  // namespace saccade
