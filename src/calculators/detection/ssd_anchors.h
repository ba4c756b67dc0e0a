// Anchors: the boxes that a single-shot detector's outputs are relative to (arXiv 1512.02325).
#pragma once

#include <vector>

#include "saccade/status.h"

namespace mediapipe {
class SsdAnchorsCalculatorOptions;
}

namespace saccade {

// Normalised by the network's input.
struct Anchor {
  float x_center = 0;
  float y_center = 0;
  float h = 0;
  float w = 0;
};

// In the order of the network's outputs: layer, row, column, box. invalid_argument when sizes, strides and layers do
// not fit together, or for more than a million anchors.
Result<std::vector<Anchor>> make_ssd_anchors(const mediapipe::SsdAnchorsCalculatorOptions& options);

}  // namespace saccade
