// The region of a hand in the next frame, as hand_rect.h says.
//   inputs  NORM_LANDMARKS (NormalizedLandmarks); IMAGE_SIZE (Size, pixels)
//   output  NORM_RECT (NormalizedRect)
#include "calculators/landmarks/hand_rect.h"
#include "graph/calculator.h"

namespace saccade {
namespace {

class HandLandmarksToRectCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    c.input<NormalizedLandmarks>("NORM_LANDMARKS");
    c.input<Size>("IMAGE_SIZE");
    c.output<NormalizedRect>("NORM_RECT");
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    landmarks_ = c.input("NORM_LANDMARKS");
    image_size_ = c.input("IMAGE_SIZE");
    rect_ = c.output("NORM_RECT");
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    const auto* landmarks = c.get<NormalizedLandmarks>(landmarks_);
    const Size* image = c.get<Size>(image_size_);
    if (landmarks == nullptr || image == nullptr) return ok_status();
    c.emit(rect_, SACCADE_TRY(rect_of_hand(*landmarks, *image)));
    return ok_status();
  }

 private:
  PortId landmarks_ = kNoPort;
  PortId image_size_ = kNoPort;
  PortId rect_ = kNoPort;
};

}  // namespace

CalculatorEntry hand_landmarks_to_rect_calculator() {
  return calculator_entry<HandLandmarksToRectCalculator>("HandLandmarksToRectCalculator",
                                                         "where to look for a hand next");
}

}  // namespace saccade
