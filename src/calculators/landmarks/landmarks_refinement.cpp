// One list of landmarks out of several, as refine_landmarks.h says.
//   inputs  LANDMARKS:i (NormalizedLandmarks), one for each refinement of the options
//   output  REFINED_LANDMARKS (NormalizedLandmarks); nothing unless all inputs are there
#include <optional>
#include <string>
#include <vector>

#include "calculators/landmarks/refine_landmarks.h"
#include "graph/calculator.h"
#include "saccade/proto/landmark_calculators.pb.h"

namespace saccade {
namespace {

using Options = mediapipe::LandmarksRefinementCalculatorOptions;

class LandmarksRefinementCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    const int lists = c.input_count("LANDMARKS");
    if (lists < 1 || lists != c.options<Options>().refinement_size()) {
      return invalid_argument(std::to_string(lists) + " LANDMARKS inputs for " +
                              std::to_string(c.options<Options>().refinement_size()) + " refinements");
    }
    for (int i = 0; i < lists; ++i) c.input<NormalizedLandmarks>("LANDMARKS", i);
    c.output<NormalizedLandmarks>("REFINED_LANDMARKS");
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    refined_ = c.output("REFINED_LANDMARKS");
    for (int i = 0; i < c.input_count("LANDMARKS"); ++i) inputs_.push_back(c.input("LANDMARKS", i));
    refiner_ = SACCADE_TRY(LandmarksRefiner::create(c.options<Options>()));
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    std::vector<const NormalizedLandmarks*> lists;
    for (const PortId input : inputs_) {
      lists.push_back(c.get<NormalizedLandmarks>(input));
      if (lists.back() == nullptr) return ok_status();
    }
    c.emit(refined_, SACCADE_TRY(refiner_->refine(lists)));
    return ok_status();
  }

 private:
  PortId refined_ = kNoPort;
  std::vector<PortId> inputs_;
  std::optional<LandmarksRefiner> refiner_;
};

}  // namespace

CalculatorEntry landmarks_refinement_calculator() {
  return calculator_entry<LandmarksRefinementCalculator>("LandmarksRefinementCalculator",
                                                         "one list of landmarks out of several");
}

}  // namespace saccade
