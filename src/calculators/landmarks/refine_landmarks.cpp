#include "calculators/landmarks/refine_landmarks.h"

#include <algorithm>
#include <string>

#include "saccade/proto/landmark_calculators.pb.h"

namespace saccade {
namespace {

// Of all lists together; an error unless they are 0..n-1.
Result<size_t> landmark_count(const mediapipe::LandmarksRefinementCalculatorOptions& options) {
  std::vector<int> indices;
  for (const auto& refinement : options.refinement()) {
    indices.insert(indices.end(), refinement.indexes_mapping().begin(), refinement.indexes_mapping().end());
  }
  std::sort(indices.begin(), indices.end());
  indices.erase(std::unique(indices.begin(), indices.end()), indices.end());
  const size_t count = indices.size();
  if (count == 0) return invalid_argument("no indexes_mapping");
  if (indices.front() != 0 || indices.back() != static_cast<int>(count) - 1) {
    return invalid_argument("the indices of all refinements must be 0.." + std::to_string(count - 1) +
                            " without a gap; they go from " + std::to_string(indices.front()) + " to " +
                            std::to_string(indices.back()));
  }
  return count;
}

}  // namespace

Result<LandmarksRefiner> LandmarksRefiner::create(const mediapipe::LandmarksRefinementCalculatorOptions& options) {
  LandmarksRefiner refiner;
  refiner.landmark_count_ = SACCADE_TRY(landmark_count(options));
  for (const auto& refinement : options.refinement()) {
    List list;
    list.indices.assign(refinement.indexes_mapping().begin(), refinement.indexes_mapping().end());
    if (refinement.z_refinement().has_copy()) list.z_rule = ZRule::kCopy;
    if (refinement.z_refinement().has_assign_average()) {
      list.z_rule = ZRule::kAverage;
      const auto& members = refinement.z_refinement().assign_average().indexes_for_average();
      list.average_of.assign(members.begin(), members.end());
      if (list.average_of.empty()) return invalid_argument("assign_average without indexes_for_average");
      for (const int index : list.average_of) {
        if (index < 0 || static_cast<size_t>(index) >= refiner.landmark_count_) {
          return invalid_argument("indexes_for_average has " + std::to_string(index) + " of " +
                                  std::to_string(refiner.landmark_count_) + " landmarks");
        }
      }
    }
    refiner.lists_.push_back(std::move(list));
  }
  return refiner;
}

Result<NormalizedLandmarks> LandmarksRefiner::refine(std::span<const NormalizedLandmarks* const> lists) const {
  if (lists.size() != lists_.size()) {
    return invalid_argument(std::to_string(lists.size()) + " lists of landmarks for " + std::to_string(lists_.size()) +
                            " refinements");
  }
  NormalizedLandmarks refined(landmark_count_);
  for (size_t l = 0; l < lists_.size(); ++l) {
    const List& list = lists_[l];
    const NormalizedLandmarks& landmarks = *lists[l];
    if (landmarks.size() != list.indices.size()) {
      return invalid_argument("list " + std::to_string(l) + " has " + std::to_string(landmarks.size()) +
                              " landmarks, its indexes_mapping " + std::to_string(list.indices.size()));
    }
    float average = 0;
    for (const int index : list.average_of) average += refined[static_cast<size_t>(index)].z;
    if (!list.average_of.empty()) average /= static_cast<float>(list.average_of.size());
    for (size_t i = 0; i < landmarks.size(); ++i) {
      NormalizedLandmark& target = refined[static_cast<size_t>(list.indices[i])];
      target.x = landmarks[i].x;
      target.y = landmarks[i].y;
      if (list.z_rule == ZRule::kCopy) target.z = landmarks[i].z;
      if (list.z_rule == ZRule::kAverage) target.z = average;
    }
  }
  return refined;
}

}  // namespace saccade
