#include "calculators/core/split_vector.h"

namespace saccade {

Status check_split(const mediapipe::SplitVectorCalculatorOptions& options, int output_count) {
  if (options.ranges_size() == 0) return invalid_argument("no ranges");
  if (options.combine_outputs() && options.element_only()) {
    return invalid_argument("combine_outputs and element_only exclude one another");
  }
  const int wanted = options.combine_outputs() ? 1 : options.ranges_size();
  if (output_count != wanted) {
    return invalid_argument(std::to_string(options.ranges_size()) + " ranges need " + std::to_string(wanted) +
                            " outputs; the node has " + std::to_string(output_count));
  }
  for (int i = 0; i < options.ranges_size(); ++i) {
    const mediapipe::Range& range = options.ranges(i);
    const std::string text = "range [" + std::to_string(range.begin()) + ", " + std::to_string(range.end()) + ")";
    if (range.begin() < 0 || range.begin() >= range.end()) return invalid_argument(text + " is empty or negative");
    if (options.element_only() && range.end() - range.begin() != 1) {
      return invalid_argument(text + " must hold one element, as element_only is set");
    }
    for (int j = 0; options.combine_outputs() && j < i; ++j) {
      if (range.begin() < options.ranges(j).end() && options.ranges(j).begin() < range.end()) {
        return invalid_argument(text + " overlaps another, and combine_outputs is set");
      }
    }
  }
  return ok_status();
}

}  // namespace saccade
