// Images of any origin as one type. Here they are all Image already, wherever their pixels live.
//   input   IMAGE, IMAGE_CPU or IMAGE_GPU (Image)
//   output  IMAGE (Image), the same packet
#include "graph/calculator.h"
#include "saccade/image.h"

namespace saccade {
namespace {

class ToImageCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    if (c.input_count("IMAGE") + c.input_count("IMAGE_CPU") + c.input_count("IMAGE_GPU") != 1) {
      return invalid_argument("connect one of IMAGE, IMAGE_CPU and IMAGE_GPU");
    }
    c.optional_input<Image>("IMAGE");
    c.optional_input<Image>("IMAGE_CPU");
    c.optional_input<Image>("IMAGE_GPU");
    c.output<Image>("IMAGE");
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    image_ = c.output("IMAGE");
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    constexpr PortId kOnlyInput = 0;
    if (!c.in(kOnlyInput).empty()) c.out(image_, c.in(kOnlyInput));
    return ok_status();
  }

 private:
  PortId image_ = kNoPort;
};

}  // namespace

CalculatorEntry to_image_calculator() {
  return calculator_entry<ToImageCalculator>("ToImageCalculator", "images of any origin as one type");
}

}  // namespace saccade
