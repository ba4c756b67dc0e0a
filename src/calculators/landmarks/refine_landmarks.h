// One list of landmarks out of several: finer points of lips and eyes put over those of the whole face.
#pragma once

#include <span>
#include <vector>

#include "saccade/status.h"
#include "saccade/types.h"

namespace mediapipe {
class LandmarksRefinementCalculatorOptions;
}

namespace saccade {

// Where the landmarks of several lists go. Immutable.
class LandmarksRefiner {
 public:
  // invalid_argument unless the indices of all lists together are 0..n-1 and every average has members among them.
  static Result<LandmarksRefiner> create(const mediapipe::LandmarksRefinementCalculatorOptions& options);

  size_t list_count() const { return lists_.size(); }

  // Later lists win x and y; z follows each list's rule. Visibility and presence are not carried over.
  // invalid_argument when a list has another length than its mapping.
  Result<NormalizedLandmarks> refine(std::span<const NormalizedLandmarks* const> lists) const;

 private:
  enum class ZRule { kKeep, kCopy, kAverage };
  struct List {
    std::vector<int> indices;
    ZRule z_rule = ZRule::kKeep;
    std::vector<int> average_of;  // of the refined list as it stands when this one's turn comes
  };
  std::vector<List> lists_;
  size_t landmark_count_ = 0;
};

}  // namespace saccade
