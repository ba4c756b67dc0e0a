// Detections from the coordinates of a network's input to those of the image.
//   inputs   DETECTIONS:i (vector<Detection>); PROJECTION_MATRIX (image_norm_from_tensor_norm)
//   outputs  DETECTIONS:i
// Without a matrix at a timestamp there is no output.
#include <vector>

#include "calculators/detection/projection.h"
#include "graph/calculator.h"

namespace saccade {
namespace {

class DetectionProjectionCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    if (c.input_count("DETECTIONS") < 1 || c.input_count("DETECTIONS") != c.output_count("DETECTIONS")) {
      return invalid_argument("DETECTIONS inputs and outputs must be the same number, at least one");
    }
    for (int i = 0; i < c.input_count("DETECTIONS"); ++i) {
      c.input<std::vector<Detection>>("DETECTIONS", i);
      c.output<std::vector<Detection>>("DETECTIONS", i);
    }
    c.input<ProjectionMatrix>("PROJECTION_MATRIX");
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    matrix_ = c.input("PROJECTION_MATRIX");
    for (int i = 0; i < c.input_count("DETECTIONS"); ++i) {
      streams_.push_back({c.input("DETECTIONS", i), c.output("DETECTIONS", i)});
    }
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    const ProjectionMatrix* matrix = c.get<ProjectionMatrix>(matrix_);
    if (matrix == nullptr) return ok_status();
    for (const Stream& stream : streams_) {
      const auto* detections = c.get<std::vector<Detection>>(stream.input);
      if (detections == nullptr) continue;
      std::vector<Detection> projected;
      for (const Detection& detection : *detections) projected.push_back(project_detection(detection, *matrix));
      c.emit(stream.output, std::move(projected));
    }
    return ok_status();
  }

 private:
  struct Stream {
    PortId input;
    PortId output;
  };
  PortId matrix_ = kNoPort;
  std::vector<Stream> streams_;
};

}  // namespace

CalculatorEntry detection_projection_calculator() {
  return calculator_entry<DetectionProjectionCalculator>("DetectionProjectionCalculator",
                                                         "detections from a network's coordinates to the image's");
}

}  // namespace saccade
