// Landmarks whose visibility is smoothed over time; positions and presence stay.
//   input   NORM_LANDMARKS (NormalizedLandmarks) or LANDMARKS (Landmarks)
//   output  NORM_FILTERED_LANDMARKS or FILTERED_LANDMARKS
// With no other input the node does not hear of timestamps without landmarks: it goes on from where it was.
#include <string>
#include <vector>

#include "calculators/landmarks/value_filter.h"
#include "graph/calculator.h"
#include "saccade/proto/landmark_calculators.pb.h"
#include "saccade/types.h"

namespace saccade {
namespace {

using Options = mediapipe::VisibilitySmoothingCalculatorOptions;

class VisibilitySmoothingCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    if (c.options<Options>().filter_options_case() == Options::FILTER_OPTIONS_NOT_SET) {
      return invalid_argument("name a filter: no_filter or low_pass_filter");
    }
    if (c.input_count("NORM_LANDMARKS") + c.input_count("LANDMARKS") != 1) {
      return invalid_argument("connect one of NORM_LANDMARKS and LANDMARKS");
    }
    if (c.input_count("NORM_LANDMARKS") > 0) {
      c.input<NormalizedLandmarks>("NORM_LANDMARKS");
      c.output<NormalizedLandmarks>("NORM_FILTERED_LANDMARKS");
    } else {
      c.input<Landmarks>("LANDMARKS");
      c.output<Landmarks>("FILTERED_LANDMARKS");
    }
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    norm_landmarks_ = c.input("NORM_LANDMARKS");
    landmarks_ = c.input("LANDMARKS");
    norm_filtered_ = c.output("NORM_FILTERED_LANDMARKS");
    filtered_ = c.output("FILTERED_LANDMARKS");
    filters_on_ = c.options<Options>().has_low_pass_filter();
    alpha_ = c.options<Options>().low_pass_filter().alpha();
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    if (const auto* landmarks = c.get<NormalizedLandmarks>(norm_landmarks_)) {
      c.emit(norm_filtered_, SACCADE_TRY(smoothed(*landmarks)));
    } else if (const auto* world = c.get<Landmarks>(landmarks_)) {
      c.emit(filtered_, SACCADE_TRY(smoothed(*world)));
    }
    return ok_status();
  }

 private:
  template <typename List>
  Result<List> smoothed(List landmarks) {
    if (!filters_on_) return landmarks;
    if (filters_.empty()) filters_.resize(landmarks.size());
    if (filters_.size() != landmarks.size()) {
      return invalid_argument(std::to_string(landmarks.size()) + " landmarks after " + std::to_string(filters_.size()));
    }
    for (size_t i = 0; i < landmarks.size(); ++i) {
      if (auto& visibility = landmarks[i].visibility) visibility = filters_[i].apply(*visibility, alpha_);
    }
    return landmarks;
  }

  PortId norm_landmarks_ = kNoPort;
  PortId landmarks_ = kNoPort;
  PortId norm_filtered_ = kNoPort;
  PortId filtered_ = kNoPort;
  bool filters_on_ = false;
  float alpha_ = 1;
  std::vector<LowPassFilter> filters_;  // one for each landmark
};

}  // namespace

CalculatorEntry visibility_smoothing_calculator() {
  return calculator_entry<VisibilitySmoothingCalculator>("VisibilitySmoothingCalculator",
                                                         "landmarks whose visibility is smoothed over time");
}

}  // namespace saccade
