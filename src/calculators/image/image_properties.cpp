// The size of each image.
//   input   IMAGE, IMAGE_CPU or IMAGE_GPU (Image)
//   output  SIZE (Size, pixels)
#include "graph/calculator.h"
#include "saccade/image.h"
#include "saccade/types.h"

namespace saccade {
namespace {

class ImagePropertiesCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    if (c.input_count("IMAGE") + c.input_count("IMAGE_CPU") + c.input_count("IMAGE_GPU") != 1) {
      return invalid_argument("connect one of IMAGE, IMAGE_CPU and IMAGE_GPU");
    }
    c.optional_input<Image>("IMAGE");
    c.optional_input<Image>("IMAGE_CPU");
    c.optional_input<Image>("IMAGE_GPU");
    c.output<Size>("SIZE");
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    size_ = c.output("SIZE");
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    constexpr PortId kOnlyInput = 0;
    if (const Image* image = c.get<Image>(kOnlyInput)) c.emit(size_, Size{image->width(), image->height()});
    return ok_status();
  }

 private:
  PortId size_ = kNoPort;
};

}  // namespace

CalculatorEntry image_properties_calculator() {
  return calculator_entry<ImagePropertiesCalculator>("ImagePropertiesCalculator", "the size of each image");
}

}  // namespace saccade
