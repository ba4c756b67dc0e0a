// World landmarks of a turned region as they lie in the image.
//   inputs  LANDMARKS (Landmarks, metres); NORM_RECT (NormalizedRect, optional): the region
//   output  LANDMARKS (Landmarks); nothing without the region at a timestamp
#include "calculators/landmarks/project_landmarks.h"
#include "graph/calculator.h"

namespace saccade {
namespace {

class WorldLandmarkProjectionCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    c.input<Landmarks>("LANDMARKS");
    c.optional_input<NormalizedRect>("NORM_RECT");
    c.output<Landmarks>("LANDMARKS");
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    input_ = c.input("LANDMARKS");
    rect_ = c.input("NORM_RECT");
    output_ = c.output("LANDMARKS");
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    const auto* landmarks = c.get<Landmarks>(input_);
    const auto* rect = c.get<NormalizedRect>(rect_);
    if (landmarks == nullptr || (rect == nullptr && rect_ != kNoPort)) return ok_status();
    Landmarks projected = *landmarks;
    if (rect != nullptr) rotate_landmarks(projected, rect->rotation);
    c.emit(output_, std::move(projected));
    return ok_status();
  }

 private:
  PortId input_ = kNoPort;
  PortId rect_ = kNoPort;
  PortId output_ = kNoPort;
};

}  // namespace

CalculatorEntry world_landmark_projection_calculator() {
  return calculator_entry<WorldLandmarkProjectionCalculator>("WorldLandmarkProjectionCalculator",
                                                             "world landmarks as they lie in the image");
}

}  // namespace saccade
