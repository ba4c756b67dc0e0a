// One list of regions out of several, without two that show the same thing.
//   inputs  untagged i (vector<NormalizedRect>): a region of a later stream, or later in a stream, replaces those
//           before it whose intersection over union with it is above min_similarity_threshold;
//           PREV (vector<NormalizedRect>, optional): regions of the past, whose ids the new ones take over
//   output  untagged (vector<NormalizedRect>), also when empty
#include <algorithm>
#include <vector>

#include "calculators/detection/rects.h"
#include "graph/calculator.h"
#include "saccade/proto/core_calculators.pb.h"
#include "saccade/types.h"

namespace saccade {
namespace {

using Rects = std::vector<NormalizedRect>;

class AssociationNormRectCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    if (c.input_count("") < 1) return invalid_argument("connect at least one untagged input");
    for (int i = 0; i < c.input_count(""); ++i) c.input<Rects>("", i);
    c.optional_input<Rects>("PREV");
    c.output<Rects>("");
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    for (int i = 0; i < c.input_count(""); ++i) inputs_.push_back(c.input("", i));
    prev_ = c.input("PREV");
    output_ = c.output("");
    threshold_ = c.options<mediapipe::AssociationCalculatorOptions>().min_similarity_threshold();
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    Rects result;
    for (const PortId input : inputs_) {
      const Rects* rects = c.get<Rects>(input);
      if (rects == nullptr) continue;
      for (const NormalizedRect& rect : *rects) {
        std::erase_if(result, [&](const NormalizedRect& other) { return is_same(rect, other); });
        result.push_back(rect);
      }
    }
    if (const Rects* previous = c.get<Rects>(prev_)) {
      for (NormalizedRect& rect : result) take_over_id(rect, *previous);
    }
    c.emit(output_, std::move(result));
    return ok_status();
  }

 private:
  bool is_same(const NormalizedRect& a, const NormalizedRect& b) const {
    return intersection_over_union(a, b) > threshold_;
  }

  void take_over_id(NormalizedRect& rect, const Rects& previous) const {
    float best = threshold_;
    for (const NormalizedRect& candidate : previous) {
      const float overlap = intersection_over_union(rect, candidate);
      if (overlap <= best) continue;
      best = overlap;
      rect.rect_id = candidate.rect_id;
    }
  }

  std::vector<PortId> inputs_;
  PortId prev_ = kNoPort;
  PortId output_ = kNoPort;
  float threshold_ = 1;
};

}  // namespace

CalculatorEntry association_norm_rect_calculator() {
  return calculator_entry<AssociationNormRectCalculator>("AssociationNormRectCalculator",
                                                         "one list of regions without two of the same thing");
}

}  // namespace saccade
