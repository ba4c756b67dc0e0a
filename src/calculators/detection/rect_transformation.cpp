// Rectangles turned, shifted, squared and scaled.
//   inputs  one of NORM_RECT (NormalizedRect), NORM_RECTS (vector), RECT (Rect), RECTS (vector);
//           IMAGE_SIZE (Size), with the first two
//   output  untagged, of the input's type
#include <vector>

#include "calculators/detection/rects.h"
#include "graph/calculator.h"
#include "saccade/proto/detection_calculators.pb.h"

namespace saccade {
namespace {

using Options = mediapipe::RectTransformationCalculatorOptions;

class RectTransformationCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    const int norm = c.input_count("NORM_RECT") + c.input_count("NORM_RECTS");
    if (norm + c.input_count("RECT") + c.input_count("RECTS") != 1) {
      return invalid_argument("connect one of NORM_RECT, NORM_RECTS, RECT and RECTS");
    }
    if (norm > 0 && c.input_count("IMAGE_SIZE") == 0) return invalid_argument("NORM_RECT needs IMAGE_SIZE");
    const auto& options = c.options<Options>();
    if (options.has_rotation() && options.has_rotation_degrees()) {
      return invalid_argument("rotation and rotation_degrees are both set");
    }
    if (options.square_long() && options.square_short()) {
      return invalid_argument("square_long and square_short are both set");
    }
    c.optional_input<NormalizedRect>("NORM_RECT");
    c.optional_input<std::vector<NormalizedRect>>("NORM_RECTS");
    c.optional_input<Rect>("RECT");
    c.optional_input<std::vector<Rect>>("RECTS");
    c.optional_input<Size>("IMAGE_SIZE");
    if (c.input_count("NORM_RECT") > 0) c.output<NormalizedRect>("");
    if (c.input_count("NORM_RECTS") > 0) c.output<std::vector<NormalizedRect>>("");
    if (c.input_count("RECT") > 0) c.output<Rect>("");
    if (c.input_count("RECTS") > 0) c.output<std::vector<Rect>>("");
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    norm_rect_ = c.input("NORM_RECT");
    norm_rects_ = c.input("NORM_RECTS");
    rect_ = c.input("RECT");
    rects_ = c.input("RECTS");
    image_size_ = c.input("IMAGE_SIZE");
    output_ = c.output("");
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    const auto& options = c.options<Options>();
    if (const Rect* rect = c.get<Rect>(rect_)) c.emit(output_, transform_rect(*rect, options));
    if (const auto* rects = c.get<std::vector<Rect>>(rects_)) {
      std::vector<Rect> result;
      for (const Rect& rect : *rects) result.push_back(transform_rect(rect, options));
      c.emit(output_, std::move(result));
    }
    const Size* image = c.get<Size>(image_size_);
    if (image == nullptr) return ok_status();
    if (const auto* rect = c.get<NormalizedRect>(norm_rect_)) c.emit(output_, transform_rect(*rect, options, *image));
    if (const auto* rects = c.get<std::vector<NormalizedRect>>(norm_rects_)) {
      std::vector<NormalizedRect> result;
      for (const NormalizedRect& rect : *rects) result.push_back(transform_rect(rect, options, *image));
      c.emit(output_, std::move(result));
    }
    return ok_status();
  }

 private:
  PortId norm_rect_ = kNoPort;
  PortId norm_rects_ = kNoPort;
  PortId rect_ = kNoPort;
  PortId rects_ = kNoPort;
  PortId image_size_ = kNoPort;
  PortId output_ = kNoPort;
};

}  // namespace

CalculatorEntry rect_transformation_calculator() {
  return calculator_entry<RectTransformationCalculator>("RectTransformationCalculator",
                                                        "rectangles turned, shifted, squared and scaled");
}

}  // namespace saccade
