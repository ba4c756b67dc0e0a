// Moving landmarks to where a heatmap says that they are.
#pragma once

#include "saccade/status.h"
#include "saccade/types.h"
#include "tensor/tensor.h"

namespace mediapipe {
class RefineLandmarksFromHeatmapCalculatorOptions;
}

namespace saccade {

// heatmap: float32 [1,H,W,K] or [H,W,K] of logits, channel k for landmark k, covering the area that landmarks are
// normalised by. A landmark moves to the mean position of the cells around it, each weighing its sigmoid and standing
// at its index (MediaPipe's choice: half a cell up and left of its centre), unless none of them is confident; outside
// the map it stays. z stays. invalid_argument for another shape or number of landmarks.
Status refine_from_heatmap(const Tensor& heatmap, const mediapipe::RefineLandmarksFromHeatmapCalculatorOptions& options,
                           NormalizedLandmarks& landmarks);

}  // namespace saccade
