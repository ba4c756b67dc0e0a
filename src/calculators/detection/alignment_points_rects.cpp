// A square around a detection's first alignment point that reaches to the second, turned upright by the line between
// them. Ports in detection_rects.h.
#include "calculators/detection/detection_rects.h"

namespace saccade {
namespace {

class AlignmentPointsRectsCalculator final : public DetectionRects {
 public:
  static Status contract(CalculatorContract& c) {
    SACCADE_TRY(DetectionRects::contract(c));
    if (c.input_count("IMAGE_SIZE") == 0) return invalid_argument("IMAGE_SIZE is needed");
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    SACCADE_TRY(DetectionRects::open(c));
    if (!rotation()) return invalid_argument("the options must name both keypoints and a target angle");
    return ok_status();
  }

 protected:
  Result<NormalizedRect> rect_of(const Detection& detection, Size image) const override {
    NormalizedRect rect = SACCADE_TRY(rect_of_alignment_points(detection, *rotation(), image));
    rect.rotation = SACCADE_TRY(rotation_of(detection, *rotation(), image));
    return rect;
  }
};

}  // namespace

CalculatorEntry alignment_points_rects_calculator() {
  return calculator_entry<AlignmentPointsRectsCalculator>("AlignmentPointsRectsCalculator",
                                                          "squares between a detection's alignment points");
}

}  // namespace saccade
