// Landmarks of a region in the coordinates of the image.
//   inputs   NORM_LANDMARKS:i (NormalizedLandmarks); NORM_RECT (NormalizedRect) or PROJECTION_MATRIX
//   outputs  NORM_LANDMARKS:i
// Without the region at a timestamp there is no output.
#include <vector>

#include "calculators/landmarks/project_landmarks.h"
#include "graph/calculator.h"
#include "saccade/proto/landmark_calculators.pb.h"

namespace saccade {
namespace {

class LandmarkProjectionCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    const int lists = c.input_count("NORM_LANDMARKS");
    if (lists < 1 || lists != c.output_count("NORM_LANDMARKS")) {
      return invalid_argument("NORM_LANDMARKS inputs and outputs must be the same number, at least one");
    }
    if (c.input_count("NORM_RECT") + c.input_count("PROJECTION_MATRIX") != 1) {
      return invalid_argument("connect one of NORM_RECT and PROJECTION_MATRIX");
    }
    for (int i = 0; i < lists; ++i) {
      c.input<NormalizedLandmarks>("NORM_LANDMARKS", i);
      c.output<NormalizedLandmarks>("NORM_LANDMARKS", i);
    }
    c.optional_input<NormalizedRect>("NORM_RECT");
    c.optional_input<ProjectionMatrix>("PROJECTION_MATRIX");
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    rect_ = c.input("NORM_RECT");
    matrix_ = c.input("PROJECTION_MATRIX");
    for (int i = 0; i < c.input_count("NORM_LANDMARKS"); ++i) {
      streams_.push_back({c.input("NORM_LANDMARKS", i), c.output("NORM_LANDMARKS", i)});
    }
    ignore_rotation_ = c.options<mediapipe::LandmarkProjectionCalculatorOptions>().ignore_rotation();
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    const NormalizedRect* rect = c.get<NormalizedRect>(rect_);
    const ProjectionMatrix* matrix = c.get<ProjectionMatrix>(matrix_);
    if (rect == nullptr && matrix == nullptr) return ok_status();
    for (const Stream& stream : streams_) {
      const auto* landmarks = c.get<NormalizedLandmarks>(stream.input);
      if (landmarks == nullptr) continue;
      NormalizedLandmarks projected = *landmarks;
      if (rect != nullptr) {
        project_landmarks(projected, *rect, ignore_rotation_);
      } else {
        project_landmarks(projected, *matrix);
      }
      c.emit(stream.output, std::move(projected));
    }
    return ok_status();
  }

 private:
  struct Stream {
    PortId input;
    PortId output;
  };
  PortId rect_ = kNoPort;
  PortId matrix_ = kNoPort;
  std::vector<Stream> streams_;
  bool ignore_rotation_ = false;
};

}  // namespace

CalculatorEntry landmark_projection_calculator() {
  return calculator_entry<LandmarkProjectionCalculator>("LandmarkProjectionCalculator",
                                                        "landmarks of a region in the image's coordinates");
}

}  // namespace saccade
