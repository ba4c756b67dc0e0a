// From a network's flat values to landmarks.
#pragma once

#include <span>

#include "saccade/status.h"
#include "saccade/types.h"

namespace mediapipe {
class TensorsToLandmarksCalculatorOptions;
}

namespace saccade {

struct LandmarkFlip {
  bool horizontal = false;
  bool vertical = false;
};

// values: per landmark x, y, (z), (visibility), (presence), and whatever follows ignored; positions in pixels of the
// network's input. invalid_argument when they do not divide by num_landmarks, or a flip lacks the input's size.
Result<Landmarks> decode_landmarks(std::span<const float> values, LandmarkFlip flip,
                                   const mediapipe::TensorsToLandmarksCalculatorOptions& options);

// The same, divided by the size of the network's input; z by its width and normalize_z.
Result<NormalizedLandmarks> decode_normalized_landmarks(std::span<const float> values, LandmarkFlip flip,
                                                        const mediapipe::TensorsToLandmarksCalculatorOptions& options);

}  // namespace saccade
