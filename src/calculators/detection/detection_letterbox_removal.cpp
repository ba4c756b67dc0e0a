// Detections of a padded region in the coordinates of the unpadded one.
//   inputs  DETECTIONS (vector<Detection>); LETTERBOX_PADDING
//   output  DETECTIONS
#include <vector>

#include "calculators/detection/projection.h"
#include "graph/calculator.h"

namespace saccade {
namespace {

class DetectionLetterboxRemovalCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    c.input<std::vector<Detection>>("DETECTIONS");
    c.input<LetterboxPadding>("LETTERBOX_PADDING");
    c.output<std::vector<Detection>>("DETECTIONS");
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    input_ = c.input("DETECTIONS");
    padding_ = c.input("LETTERBOX_PADDING");
    output_ = c.output("DETECTIONS");
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    const auto* detections = c.get<std::vector<Detection>>(input_);
    const auto* padding = c.get<LetterboxPadding>(padding_);
    if (detections == nullptr || padding == nullptr) return ok_status();
    std::vector<Detection> result;
    for (const Detection& detection : *detections) result.push_back(remove_letterbox(detection, *padding));
    c.emit(output_, std::move(result));
    return ok_status();
  }

 private:
  PortId input_ = kNoPort;
  PortId padding_ = kNoPort;
  PortId output_ = kNoPort;
};

}  // namespace

CalculatorEntry detection_letterbox_removal_calculator() {
  return calculator_entry<DetectionLetterboxRemovalCalculator>("DetectionLetterboxRemovalCalculator",
                                                               "detections without the padding around a region");
}

}  // namespace saccade
