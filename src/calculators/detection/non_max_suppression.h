// Non-maximum suppression: one detection for each thing instead of one for each box that saw it.
#pragma once

#include <vector>

#include "saccade/types.h"

namespace mediapipe {
class NonMaxSuppressionCalculatorOptions;
}

namespace saccade {

// Best score first; equal scores keep their order. DEFAULT drops what overlaps a better one; WEIGHTED makes of each
// group the score-weighted mean of boxes and keypoints, under the best one's score and label (BlazeFace, section 4).
// Detections whose score is not a number are left out.
std::vector<Detection> suppress_non_maxima(std::vector<Detection> detections,
                                           const mediapipe::NonMaxSuppressionCalculatorOptions& options);

}  // namespace saccade
