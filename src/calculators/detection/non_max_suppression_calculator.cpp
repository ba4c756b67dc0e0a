// One detection for each thing.
//   inputs  untagged i (vector<Detection>): num_detection_streams of them, taken as one list
//   output  untagged (vector<Detection>), best score first; nothing when there are none, unless
//           return_empty_detections
#include <string>
#include <vector>

#include "calculators/detection/non_max_suppression.h"
#include "graph/calculator.h"
#include "saccade/proto/detection_calculators.pb.h"

namespace saccade {
namespace {

using Options = mediapipe::NonMaxSuppressionCalculatorOptions;

class NonMaxSuppressionCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    const auto& options = c.options<Options>();
    if (options.num_detection_streams() < 1 || options.num_detection_streams() != c.input_count("")) {
      return invalid_argument("num_detection_streams is " + std::to_string(options.num_detection_streams()) + ", but " +
                              std::to_string(c.input_count("")) + " inputs are connected");
    }
    if (options.overlap_type() == Options::UNSPECIFIED_OVERLAP_TYPE)
      return invalid_argument("overlap_type must be set");
    for (int i = 0; i < c.input_count(""); ++i) c.input<std::vector<Detection>>("", i);
    c.output<std::vector<Detection>>("");
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    output_ = c.output("");
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    const auto& options = c.options<Options>();
    std::vector<Detection> all;
    bool any_packet = false;
    for (PortId input = 0; input < c.total_inputs(); ++input) {
      const auto* detections = c.get<std::vector<Detection>>(input);
      if (detections == nullptr) continue;
      any_packet = true;
      all.insert(all.end(), detections->begin(), detections->end());
    }
    if (!any_packet) return ok_status();
    std::vector<Detection> kept = suppress_non_maxima(std::move(all), options);
    if (!kept.empty() || options.return_empty_detections()) c.emit(output_, std::move(kept));
    return ok_status();
  }

 private:
  PortId output_ = kNoPort;
};

}  // namespace

CalculatorEntry non_max_suppression_calculator() {
  return calculator_entry<NonMaxSuppressionCalculator>("NonMaxSuppressionCalculator", "one detection for each thing");
}

}  // namespace saccade
