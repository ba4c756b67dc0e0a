// Landmarks, smoothed over time.
//   inputs   NORM_LANDMARKS (NormalizedLandmarks) with IMAGE_SIZE (Size), or LANDMARKS (Landmarks);
//            OBJECT_SCALE_ROI (NormalizedRect, for LANDMARKS Rect; optional): the object, whose size speeds are
//            measured in
//   outputs  NORM_FILTERED_LANDMARKS or FILTERED_LANDMARKS
// A timestamp at which another input has a packet and the landmarks have none starts the filters anew.
#include <optional>

#include "calculators/landmarks/landmark_smoother.h"
#include "graph/calculator.h"
#include "saccade/proto/landmark_calculators.pb.h"

namespace saccade {
namespace {

using Options = mediapipe::LandmarksSmoothingCalculatorOptions;

class LandmarksSmoothingCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    SACCADE_TRY(LandmarkSmoother::create(c.options<Options>()));
    if (c.input_count("NORM_LANDMARKS") + c.input_count("LANDMARKS") != 1) {
      return invalid_argument("connect one of NORM_LANDMARKS and LANDMARKS");
    }
    if (c.input_count("NORM_LANDMARKS") > 0) {
      c.input<NormalizedLandmarks>("NORM_LANDMARKS");
      c.input<Size>("IMAGE_SIZE");
      c.optional_input<NormalizedRect>("OBJECT_SCALE_ROI");
      c.output<NormalizedLandmarks>("NORM_FILTERED_LANDMARKS");
    } else {
      c.input<Landmarks>("LANDMARKS");
      c.optional_input<Size>("IMAGE_SIZE");
      c.optional_input<Rect>("OBJECT_SCALE_ROI");
      c.output<Landmarks>("FILTERED_LANDMARKS");
    }
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    norm_landmarks_ = c.input("NORM_LANDMARKS");
    landmarks_ = c.input("LANDMARKS");
    image_size_ = c.input("IMAGE_SIZE");
    roi_ = c.input("OBJECT_SCALE_ROI");
    norm_filtered_ = c.output("NORM_FILTERED_LANDMARKS");
    filtered_ = c.output("FILTERED_LANDMARKS");
    smoother_ = SACCADE_TRY(LandmarkSmoother::create(c.options<Options>()));
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    const int64_t at = c.timestamp().value();
    if (const auto* landmarks = c.get<NormalizedLandmarks>(norm_landmarks_)) {
      const Size* size = c.get<Size>(image_size_);
      if (size == nullptr) return ok_status();
      NormalizedLandmarks result = *landmarks;
      SACCADE_TRY(smoother_->apply(at, scale_px(c, *size), *size, result));
      c.emit(norm_filtered_, std::move(result));
    } else if (const auto* world = c.get<Landmarks>(landmarks_)) {
      Landmarks result = *world;
      SACCADE_TRY(smoother_->apply(at, scale(c), result));
      c.emit(filtered_, std::move(result));
    } else {
      smoother_->reset();
    }
    return ok_status();
  }

 private:
  std::optional<float> scale_px(CalculatorContext& c, Size size) const {
    const auto* roi = c.get<NormalizedRect>(roi_);
    if (roi == nullptr) return std::nullopt;
    return (roi->width * static_cast<float>(size.width) + roi->height * static_cast<float>(size.height)) / 2;
  }
  std::optional<float> scale(CalculatorContext& c) const {
    const auto* roi = c.get<Rect>(roi_);
    if (roi == nullptr) return std::nullopt;
    return (static_cast<float>(roi->width) + static_cast<float>(roi->height)) / 2;
  }

  PortId norm_landmarks_ = kNoPort;
  PortId landmarks_ = kNoPort;
  PortId image_size_ = kNoPort;
  PortId roi_ = kNoPort;
  PortId norm_filtered_ = kNoPort;
  PortId filtered_ = kNoPort;
  std::optional<LandmarkSmoother> smoother_;
};

}  // namespace

CalculatorEntry landmarks_smoothing_calculator() {
  return calculator_entry<LandmarksSmoothingCalculator>("LandmarksSmoothingCalculator",
                                                        "landmarks, smoothed over time");
}

}  // namespace saccade
