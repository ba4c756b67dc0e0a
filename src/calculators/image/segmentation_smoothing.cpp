// A mask, drawn towards the previous one where it is uncertain (Engine::smooth_mask).
//   inputs  MASK (Image, gray_f32); MASK_PREVIOUS (Image, optional): one of another size counts as none
//   output  MASK_SMOOTHED (Image); MASK itself where there is no previous one
#include "calculators/engine_service.h"
#include "graph/calculator.h"
#include "saccade/proto/image_calculators.pb.h"

namespace saccade {
namespace {

using Options = mediapipe::SegmentationSmoothingCalculatorOptions;

class SegmentationSmoothingCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    const float ratio = c.options<Options>().combine_with_previous_ratio();
    if (!(ratio >= 0 && ratio <= 1)) return invalid_argument("combine_with_previous_ratio must lie between 0 and 1");
    c.input<Image>("MASK");
    c.optional_input<Image>("MASK_PREVIOUS");
    c.output<Image>("MASK_SMOOTHED");
    c.use_service<EngineService>();
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    mask_ = c.input("MASK");
    previous_ = c.input("MASK_PREVIOUS");
    smoothed_ = c.output("MASK_SMOOTHED");
    ratio_ = c.options<Options>().combine_with_previous_ratio();
    engine_ = &c.service<EngineService>()->use(c.node_name(), "SegmentationSmoothingCalculator");
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    const Image* mask = c.get<Image>(mask_);
    if (mask == nullptr) return ok_status();
    const Image* previous = c.get<Image>(previous_);
    const bool fits = previous != nullptr && previous->width() == mask->width() && previous->height() == mask->height();
    if (!fits || ratio_ == 0) {
      c.out(smoothed_, c.in(mask_));
    } else {
      c.emit(smoothed_, SACCADE_TRY(engine_->smooth_mask(*mask, *previous, ratio_)));
    }
    return ok_status();
  }

 private:
  PortId mask_ = kNoPort;
  PortId previous_ = kNoPort;
  PortId smoothed_ = kNoPort;
  float ratio_ = 0;
  Engine* engine_ = nullptr;  // of the service
};

}  // namespace

CalculatorEntry segmentation_smoothing_calculator() {
  return calculator_entry<SegmentationSmoothingCalculator>("SegmentationSmoothingCalculator",
                                                           "a mask, made steadier by the previous one");
}

}  // namespace saccade
