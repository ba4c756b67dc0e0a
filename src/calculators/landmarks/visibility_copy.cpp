// Landmarks with the visibility and presence of others.
//   inputs  LANDMARKS_TO (Landmarks) or NORM_LANDMARKS_TO (NormalizedLandmarks); LANDMARKS_FROM or NORM_LANDMARKS_FROM,
//   as
//           many landmarks
//   output  LANDMARKS_TO or NORM_LANDMARKS_TO; nothing unless both inputs are there
#include <string>

#include "graph/calculator.h"
#include "saccade/proto/landmark_calculators.pb.h"
#include "saccade/types.h"

namespace saccade {
namespace {

using Options = mediapipe::VisibilityCopyCalculatorOptions;

class VisibilityCopyCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    if (c.input_count("NORM_LANDMARKS_FROM") + c.input_count("LANDMARKS_FROM") != 1) {
      return invalid_argument("connect one of NORM_LANDMARKS_FROM and LANDMARKS_FROM");
    }
    if (c.input_count("NORM_LANDMARKS_TO") + c.input_count("LANDMARKS_TO") != 1) {
      return invalid_argument("connect one of NORM_LANDMARKS_TO and LANDMARKS_TO");
    }
    c.optional_input<NormalizedLandmarks>("NORM_LANDMARKS_FROM");
    c.optional_input<Landmarks>("LANDMARKS_FROM");
    c.optional_input<NormalizedLandmarks>("NORM_LANDMARKS_TO");
    c.optional_input<Landmarks>("LANDMARKS_TO");
    if (c.input_count("NORM_LANDMARKS_TO") > 0) c.output<NormalizedLandmarks>("NORM_LANDMARKS_TO");
    if (c.input_count("LANDMARKS_TO") > 0) c.output<Landmarks>("LANDMARKS_TO");
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    norm_from_ = c.input("NORM_LANDMARKS_FROM");
    from_ = c.input("LANDMARKS_FROM");
    norm_to_ = c.input("NORM_LANDMARKS_TO");
    to_ = c.input("LANDMARKS_TO");
    norm_result_ = c.output("NORM_LANDMARKS_TO");
    result_ = c.output("LANDMARKS_TO");
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    if (const auto* from = c.get<NormalizedLandmarks>(norm_from_)) return copy_from(c, *from);
    if (const auto* from = c.get<Landmarks>(from_)) return copy_from(c, *from);
    return ok_status();
  }

 private:
  template <typename From>
  Status copy_from(CalculatorContext& c, const From& from) {
    if (const auto* to = c.get<NormalizedLandmarks>(norm_to_)) return copy(c, from, *to, norm_result_);
    if (const auto* to = c.get<Landmarks>(to_)) return copy(c, from, *to, result_);
    return ok_status();
  }

  template <typename From, typename To>
  Status copy(CalculatorContext& c, const From& from, To to, PortId result) {
    if (from.size() != to.size()) {
      return invalid_argument("the visibility of " + std::to_string(from.size()) + " landmarks for " +
                              std::to_string(to.size()));
    }
    const auto& options = c.options<Options>();
    for (size_t i = 0; i < to.size(); ++i) {
      if (options.copy_visibility() && from[i].visibility) to[i].visibility = from[i].visibility;
      if (options.copy_presence() && from[i].presence) to[i].presence = from[i].presence;
    }
    c.emit(result, std::move(to));
    return ok_status();
  }

  PortId norm_from_ = kNoPort;
  PortId from_ = kNoPort;
  PortId norm_to_ = kNoPort;
  PortId to_ = kNoPort;
  PortId norm_result_ = kNoPort;
  PortId result_ = kNoPort;
};

}  // namespace

CalculatorEntry visibility_copy_calculator() {
  return calculator_entry<VisibilityCopyCalculator>("VisibilityCopyCalculator",
                                                    "landmarks with the visibility of others");
}

}  // namespace saccade
