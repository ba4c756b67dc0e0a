// Landmarks of a padded region in the coordinates of the unpadded one.
//   inputs   LANDMARKS:i (NormalizedLandmarks); LETTERBOX_PADDING
//   outputs  LANDMARKS:i
#include <vector>

#include "calculators/landmarks/project_landmarks.h"
#include "graph/calculator.h"

namespace saccade {
namespace {

class LandmarkLetterboxRemovalCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    const int lists = c.input_count("LANDMARKS");
    if (lists < 1 || lists != c.output_count("LANDMARKS")) {
      return invalid_argument("LANDMARKS inputs and outputs must be the same number, at least one");
    }
    for (int i = 0; i < lists; ++i) {
      c.input<NormalizedLandmarks>("LANDMARKS", i);
      c.output<NormalizedLandmarks>("LANDMARKS", i);
    }
    c.input<LetterboxPadding>("LETTERBOX_PADDING");
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    padding_ = c.input("LETTERBOX_PADDING");
    for (int i = 0; i < c.input_count("LANDMARKS"); ++i) {
      streams_.push_back({c.input("LANDMARKS", i), c.output("LANDMARKS", i)});
    }
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    const auto* padding = c.get<LetterboxPadding>(padding_);
    if (padding == nullptr) return ok_status();
    for (const Stream& stream : streams_) {
      const auto* landmarks = c.get<NormalizedLandmarks>(stream.input);
      if (landmarks == nullptr) continue;
      NormalizedLandmarks result = *landmarks;
      remove_letterbox(result, *padding);
      c.emit(stream.output, std::move(result));
    }
    return ok_status();
  }

 private:
  struct Stream {
    PortId input;
    PortId output;
  };
  PortId padding_ = kNoPort;
  std::vector<Stream> streams_;
};

}  // namespace

CalculatorEntry landmark_letterbox_removal_calculator() {
  return calculator_entry<LandmarkLetterboxRemovalCalculator>("LandmarkLetterboxRemovalCalculator",
                                                              "landmarks without the padding around a region");
}

}  // namespace saccade
