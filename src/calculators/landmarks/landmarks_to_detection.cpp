// The box around landmarks, with the landmarks as its keypoints.
//   input   NORM_LANDMARKS (NormalizedLandmarks, at least one)
//   output  DETECTION (Detection)
#include "calculators/landmarks/project_landmarks.h"
#include "graph/calculator.h"
#include "saccade/proto/landmark_calculators.pb.h"

namespace saccade {
namespace {

class LandmarksToDetectionCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    c.input<NormalizedLandmarks>("NORM_LANDMARKS");
    c.output<Detection>("DETECTION");
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    landmarks_ = c.input("NORM_LANDMARKS");
    detection_ = c.output("DETECTION");
    const auto& indices = c.options<mediapipe::LandmarksToDetectionCalculatorOptions>().selected_landmark_indices();
    indices_.assign(indices.begin(), indices.end());
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    const auto* landmarks = c.get<NormalizedLandmarks>(landmarks_);
    if (landmarks == nullptr) return ok_status();
    c.emit(detection_, SACCADE_TRY(detection_of_landmarks(*landmarks, indices_)));
    return ok_status();
  }

 private:
  PortId landmarks_ = kNoPort;
  PortId detection_ = kNoPort;
  std::vector<int> indices_;
};

}  // namespace

CalculatorEntry landmarks_to_detection_calculator() {
  return calculator_entry<LandmarksToDetectionCalculator>("LandmarksToDetectionCalculator", "the box around landmarks");
}

}  // namespace saccade
