// Landmarks, moved to where heatmaps say that they are (heatmap_refinement.h).
//   inputs  NORM_LANDMARKS (NormalizedLandmarks); TENSORS (vector<Tensor>), the heatmap first
//   output  NORM_LANDMARKS; without a heatmap at a timestamp as they came
#include <vector>

#include "calculators/landmarks/heatmap_refinement.h"
#include "graph/calculator.h"
#include "saccade/proto/landmark_calculators.pb.h"

namespace saccade {
namespace {

using Options = mediapipe::RefineLandmarksFromHeatmapCalculatorOptions;

class RefineLandmarksFromHeatmapCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    const int kernel_size = c.options<Options>().kernel_size();
    if (kernel_size < 1 || kernel_size % 2 == 0) {
      return invalid_argument("kernel_size is " + std::to_string(kernel_size) + "; it must be odd and above 0");
    }
    c.input<NormalizedLandmarks>("NORM_LANDMARKS");
    c.input<std::vector<Tensor>>("TENSORS");
    c.output<NormalizedLandmarks>("NORM_LANDMARKS");
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    landmarks_ = c.input("NORM_LANDMARKS");
    tensors_ = c.input("TENSORS");
    refined_ = c.output("NORM_LANDMARKS");
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    const auto* landmarks = c.get<NormalizedLandmarks>(landmarks_);
    if (landmarks == nullptr) return ok_status();
    NormalizedLandmarks refined = *landmarks;
    if (const auto* tensors = c.get<std::vector<Tensor>>(tensors_)) {
      if (tensors->empty()) return invalid_argument("TENSORS has no tensor");
      SACCADE_TRY(refine_from_heatmap(tensors->front(), c.options<Options>(), refined));
    }
    c.emit(refined_, std::move(refined));
    return ok_status();
  }

 private:
  PortId landmarks_ = kNoPort;
  PortId tensors_ = kNoPort;
  PortId refined_ = kNoPort;
};

}  // namespace

CalculatorEntry refine_landmarks_from_heatmap_calculator() {
  return calculator_entry<RefineLandmarksFromHeatmapCalculator>("RefineLandmarksFromHeatmapCalculator",
                                                                "landmarks, moved to where heatmaps say");
}

}  // namespace saccade
