// DetectionRects: the calculator from detections to rectangles; how one detection becomes one is given.
//   inputs   DETECTION (Detection) or DETECTIONS (vector<Detection>); IMAGE_SIZE (Size), needed for rotation and pixels
//   outputs  NORM_RECT, RECT: of DETECTION or of the first of DETECTIONS; NORM_RECTS, RECTS: of all. No detections give
//            no packet, unless output_zero_rect_for_empty_detections: then an empty rectangle (or one of them)
#pragma once

#include <optional>
#include <vector>

#include "calculators/detection/rects.h"
#include "graph/calculator.h"

namespace saccade {

class DetectionRects : public Calculator {
 public:
  static Status contract(CalculatorContract& c);
  Status open(CalculatorContext& c) override;
  Status process(CalculatorContext& c) override;

 protected:
  // `image` is {0, 0} when unknown.
  virtual Result<NormalizedRect> rect_of(const Detection& detection, Size image) const = 0;
  const std::optional<RotationVector>& rotation() const { return rotation_; }

 private:
  Status emit_all(CalculatorContext& c, const std::vector<NormalizedRect>& rects, Size image) const;

  std::optional<RotationVector> rotation_;
  bool zero_for_none_ = false;
  PortId detection_ = kNoPort;
  PortId detections_ = kNoPort;
  PortId image_size_ = kNoPort;
  PortId norm_rect_ = kNoPort;
  PortId norm_rects_ = kNoPort;
  PortId rect_ = kNoPort;
  PortId rects_ = kNoPort;
};

}  // namespace saccade
