// The box of a detection, or the hull of its keypoints, turned upright by the line between two keypoints. Ports in
// detection_rects.h.
#include "calculators/detection/detection_rects.h"
#include "saccade/proto/detection_calculators.pb.h"

namespace saccade {
namespace {

class DetectionsToRectsCalculator final : public DetectionRects {
 public:
  Status open(CalculatorContext& c) override {
    using Options = mediapipe::DetectionsToRectsCalculatorOptions;
    by_keypoints_ = c.options<Options>().conversion_mode() == Options::USE_KEYPOINTS;
    return DetectionRects::open(c);
  }

 protected:
  Result<NormalizedRect> rect_of(const Detection& detection, Size image) const override {
    NormalizedRect rect = rect_of_box(detection);
    if (by_keypoints_) rect = SACCADE_TRY(rect_of_keypoints(detection));
    if (rotation()) rect.rotation = SACCADE_TRY(rotation_of(detection, *rotation(), image));
    return rect;
  }

 private:
  bool by_keypoints_ = false;
};

}  // namespace

CalculatorEntry detections_to_rects_calculator() {
  return calculator_entry<DetectionsToRectsCalculator>("DetectionsToRectsCalculator", "rectangles around detections");
}

}  // namespace saccade
