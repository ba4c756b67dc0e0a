#include "calculators/landmarks/heatmap_refinement.h"

#include <algorithm>
#include <string>

#include "calculators/tensor/activation.h"
#include "saccade/proto/landmark_calculators.pb.h"

namespace saccade {
namespace {

using Options = mediapipe::RefineLandmarksFromHeatmapCalculatorOptions;

struct Heatmap {
  const float* values = nullptr;  // [height][width][channels]
  int height = 0, width = 0, channels = 0;
};

// The cells of a window, weighed by their confidences.
struct Window {
  float sum = 0, x_sum = 0, y_sum = 0, best = 0;
};

Window window_around(const Heatmap& map, int channel, int column, int row, int reach) {
  Window window;
  const int last_row = std::min(map.height - 1, row + reach), last_column = std::min(map.width - 1, column + reach);
  for (int y = std::max(0, row - reach); y <= last_row; ++y) {
    for (int x = std::max(0, column - reach); x <= last_column; ++x) {
      const ptrdiff_t at = (ptrdiff_t{y} * map.width + x) * map.channels + channel;
      const float confidence = sigmoid(map.values[at]);
      window.sum += confidence;
      window.best = std::max(window.best, confidence);
      window.x_sum += static_cast<float>(x) * confidence;
      window.y_sum += static_cast<float>(y) * confidence;
    }
  }
  return window;
}

void refine(const Heatmap& map, int channel, const Options& options, NormalizedLandmark& landmark) {
  const auto width = static_cast<float>(map.width), height = static_cast<float>(map.height);
  const float x = landmark.x * width, y = landmark.y * height;
  if (!(x > -1 && x < width && y > -1 && y < height)) return;
  const int reach = (options.kernel_size() - 1) / 2;
  const Window window = window_around(map, channel, static_cast<int>(x), static_cast<int>(y), reach);
  if (window.best >= options.min_confidence_to_refine() && window.sum > 0) {
    landmark.x = window.x_sum / width / window.sum;
    landmark.y = window.y_sum / height / window.sum;
  }
  if (options.refine_presence() && landmark.presence) landmark.presence = std::min(*landmark.presence, window.best);
  if (options.refine_visibility() && landmark.visibility) {
    landmark.visibility = std::min(*landmark.visibility, window.best);
  }
}

}  // namespace

Status refine_from_heatmap(const Tensor& heatmap, const Options& options, NormalizedLandmarks& landmarks) {
  const Shape& shape = heatmap.shape();
  const int rank = shape.rank();
  if (rank < 3 || rank > 4 || (rank == 4 && shape[0] != 1)) {
    return invalid_argument("a tensor of " + shape.to_string() + " is no heatmap; it must be [1,H,W,K]");
  }
  const Heatmap map{SACCADE_TRY(heatmap.floats()).data(), shape[rank - 3], shape[rank - 2], shape[rank - 1]};
  if (static_cast<size_t>(map.channels) != landmarks.size()) {
    return invalid_argument("a heatmap of " + std::to_string(map.channels) + " channels for " +
                            std::to_string(landmarks.size()) + " landmarks");
  }
  for (int i = 0; i < map.channels; ++i) refine(map, i, options, landmarks[static_cast<size_t>(i)]);
  return ok_status();
}

}  // namespace saccade
