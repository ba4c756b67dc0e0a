// Landmarks out of a network's first tensor.
//   inputs        TENSORS (vector<Tensor>); FLIP_HORIZONTALLY, FLIP_VERTICALLY (bool, optional)
//   side packets  FLIP_HORIZONTALLY, FLIP_VERTICALLY (bool, optional)
//   outputs       NORM_LANDMARKS (NormalizedLandmarks, divided by the network's input size),
//                 LANDMARKS (Landmarks, as the network gives them); at least one of them
#include <vector>

#include "calculators/landmarks/decode_landmarks.h"
#include "graph/calculator.h"
#include "saccade/proto/landmark_calculators.pb.h"
#include "tensor/tensor.h"

namespace saccade {
namespace {

using Options = mediapipe::TensorsToLandmarksCalculatorOptions;

class TensorsToLandmarksCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    if (c.output_count("NORM_LANDMARKS") + c.output_count("LANDMARKS") == 0) {
      return invalid_argument("connect NORM_LANDMARKS or LANDMARKS");
    }
    c.input<std::vector<Tensor>>("TENSORS");
    for (const char* tag : {"FLIP_HORIZONTALLY", "FLIP_VERTICALLY"}) {
      c.optional_input<bool>(tag);
      c.optional_side_input<bool>(tag);
    }
    c.optional_output<NormalizedLandmarks>("NORM_LANDMARKS");
    c.optional_output<Landmarks>("LANDMARKS");
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    const auto& options = c.options<Options>();
    tensors_ = c.input("TENSORS");
    flip_x_ = c.input("FLIP_HORIZONTALLY");
    flip_y_ = c.input("FLIP_VERTICALLY");
    norm_landmarks_ = c.output("NORM_LANDMARKS");
    landmarks_ = c.output("LANDMARKS");
    flip_ = {options.flip_horizontally(), options.flip_vertically()};
    if (const bool* flip = c.get_side<bool>(c.side_input("FLIP_HORIZONTALLY"))) flip_.horizontal = *flip;
    if (const bool* flip = c.get_side<bool>(c.side_input("FLIP_VERTICALLY"))) flip_.vertical = *flip;
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    const auto* tensors = c.get<std::vector<Tensor>>(tensors_);
    if (tensors == nullptr) return ok_status();
    if (tensors->empty()) return invalid_argument("TENSORS has no tensor");
    const std::span<const float> values = SACCADE_TRY(tensors->front().floats());
    LandmarkFlip flip = flip_;
    if (const bool* value = c.get<bool>(flip_x_)) flip.horizontal = *value;
    if (const bool* value = c.get<bool>(flip_y_)) flip.vertical = *value;
    const auto& options = c.options<Options>();
    if (norm_landmarks_ != kNoPort) {
      c.emit(norm_landmarks_, SACCADE_TRY(decode_normalized_landmarks(values, flip, options)));
    }
    if (landmarks_ != kNoPort) c.emit(landmarks_, SACCADE_TRY(decode_landmarks(values, flip, options)));
    return ok_status();
  }

 private:
  PortId tensors_ = kNoPort;
  PortId flip_x_ = kNoPort;
  PortId flip_y_ = kNoPort;
  PortId norm_landmarks_ = kNoPort;
  PortId landmarks_ = kNoPort;
  LandmarkFlip flip_;
};

}  // namespace

CalculatorEntry tensors_to_landmarks_calculator() {
  return calculator_entry<TensorsToLandmarksCalculator>("TensorsToLandmarksCalculator", "landmarks out of a tensor");
}

}  // namespace saccade
