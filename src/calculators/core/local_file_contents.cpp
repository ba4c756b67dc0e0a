// The bytes of files.
//   side inputs   FILE_PATH:i (string): a path, or MediaPipe's name of a resource
//                 ("mediapipe/modules/face_landmark/face_landmark.tflite")
//   side outputs  CONTENTS:i (string)
#include <string>

#include "calculators/resources.h"
#include "graph/calculator.h"

namespace saccade {
namespace {

class LocalFileContentsCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    if (c.side_input_count("FILE_PATH") < 1 || c.side_input_count("FILE_PATH") != c.side_output_count("CONTENTS")) {
      return invalid_argument("FILE_PATH and CONTENTS must be the same number, at least one");
    }
    for (int i = 0; i < c.side_input_count("FILE_PATH"); ++i) {
      c.side_input<std::string>("FILE_PATH", i);
      c.side_output<std::string>("CONTENTS", i);
    }
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    // Without a store files are read for this run only.
    ModelStore own;
    ModelStore* store = c.service<ModelStore>();
    for (int i = 0; c.side_input("FILE_PATH", i) != kNoPort; ++i) {
      const std::string* name = c.get_side<std::string>(c.side_input("FILE_PATH", i));
      if (name == nullptr) return failed_precondition("FILE_PATH has no packet");
      c.set_side_output(c.side_output("CONTENTS", i), SACCADE_TRY((store != nullptr ? store : &own)->contents(*name)));
    }
    return ok_status();
  }

  Status process(CalculatorContext&) override { return ok_status(); }
};

}  // namespace

CalculatorEntry local_file_contents_calculator() {
  return calculator_entry<LocalFileContentsCalculator>("LocalFileContentsCalculator", "the bytes of files");
}

}  // namespace saccade
