// Images for nodes that ask for one kind. Here every kind is Image, so packets pass as they are.
//   input    IMAGE (Image)
//   outputs  IMAGE_CPU, IMAGE_GPU (Image); SOURCE_ON_GPU (bool), false: whoever needs pixels asks the image for them
#include "graph/calculator.h"
#include "saccade/image.h"

namespace saccade {
namespace {

class FromImageCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    c.input<Image>("IMAGE");
    c.optional_output<Image>("IMAGE_CPU");
    c.optional_output<Image>("IMAGE_GPU");
    c.optional_output<bool>("SOURCE_ON_GPU");
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    image_ = c.input("IMAGE");
    image_cpu_ = c.output("IMAGE_CPU");
    image_gpu_ = c.output("IMAGE_GPU");
    source_on_gpu_ = c.output("SOURCE_ON_GPU");
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    if (c.in(image_).empty()) return ok_status();
    c.out(image_cpu_, c.in(image_));
    c.out(image_gpu_, c.in(image_));
    c.emit<bool>(source_on_gpu_, false);
    return ok_status();
  }

 private:
  PortId image_ = kNoPort;
  PortId image_cpu_ = kNoPort;
  PortId image_gpu_ = kNoPort;
  PortId source_on_gpu_ = kNoPort;
};

}  // namespace

CalculatorEntry from_image_calculator() {
  return calculator_entry<FromImageCalculator>("FromImageCalculator", "images for nodes that ask for one kind");
}

}  // namespace saccade
