#include "calculators/detection/non_max_suppression.h"

#include <algorithm>
#include <cmath>

#include "saccade/proto/detection_calculators.pb.h"

namespace saccade {
namespace {

using Options = mediapipe::NonMaxSuppressionCalculatorOptions;

struct Corners {
  float xmin, ymin, xmax, ymax;
  float area() const { return (xmax - xmin) * (ymax - ymin); }
};

Corners corners_of(const RelativeBox& box) { return {box.xmin, box.ymin, box.xmin + box.width, box.ymin + box.height}; }

float similarity(Options::OverlapType type, const RelativeBox& box_a, const RelativeBox& box_b) {
  const Corners a = corners_of(box_a);
  const Corners b = corners_of(box_b);
  const Corners common{std::max(a.xmin, b.xmin), std::max(a.ymin, b.ymin), std::min(a.xmax, b.xmax),
                       std::min(a.ymax, b.ymax)};
  if (common.xmax < common.xmin || common.ymax < common.ymin) return 0;
  const float intersection = common.area();
  float normalization = 0;
  if (type == Options::MODIFIED_JACCARD) {
    normalization = b.area();
  } else if (type == Options::INTERSECTION_OVER_UNION) {
    normalization = a.area() + b.area() - intersection;
  } else {
    normalization =
        Corners{std::min(a.xmin, b.xmin), std::min(a.ymin, b.ymin), std::max(a.xmax, b.xmax), std::max(a.ymax, b.ymax)}
            .area();
  }
  return normalization > 0 ? intersection / normalization : 0;
}

// The mean of the group, weighted by score, as `best` with its box and keypoints replaced.
Detection weighted_mean(const Detection& best, const std::vector<const Detection*>& group) {
  float total = 0;
  Corners sum{0, 0, 0, 0};
  std::vector<Point2> keypoints(best.keypoints.size());
  for (const Detection* member : group) {
    const Corners corners = corners_of(member->box);
    total += member->score;
    sum.xmin += corners.xmin * member->score;
    sum.ymin += corners.ymin * member->score;
    sum.xmax += corners.xmax * member->score;
    sum.ymax += corners.ymax * member->score;
    for (size_t i = 0; i < std::min(keypoints.size(), member->keypoints.size()); ++i) {
      keypoints[i].x += member->keypoints[i].x * member->score;
      keypoints[i].y += member->keypoints[i].y * member->score;
    }
  }
  if (!(total > 0)) return best;  // scores of 0 weigh nothing
  Detection mean = best;
  mean.box.xmin = sum.xmin / total;
  mean.box.ymin = sum.ymin / total;
  mean.box.width = sum.xmax / total - mean.box.xmin;
  mean.box.height = sum.ymax / total - mean.box.ymin;
  for (size_t i = 0; i < keypoints.size(); ++i) mean.keypoints[i] = {keypoints[i].x / total, keypoints[i].y / total};
  return mean;
}

bool below_minimum(const Detection& detection, const Options& options) {
  return options.min_score_threshold() > 0 && detection.score < options.min_score_threshold();
}

std::vector<Detection> suppress_weighted(const std::vector<Detection>& sorted, const Options& options) {
  std::vector<Detection> kept;
  std::vector<const Detection*> remaining;
  for (const Detection& detection : sorted) remaining.push_back(&detection);
  std::vector<const Detection*> group;
  std::vector<const Detection*> rest;
  while (!remaining.empty() && !below_minimum(*remaining.front(), options)) {
    const Detection& best = *remaining.front();
    group.clear();
    rest.clear();
    for (const Detection* other : remaining) {
      const bool same = similarity(options.overlap_type(), other->box, best.box) > options.min_suppression_threshold();
      (same ? group : rest).push_back(other);
    }
    kept.push_back(weighted_mean(best, group));
    if (group.empty()) break;  // a threshold that not even the box itself passes
    remaining.swap(rest);
  }
  return kept;
}

std::vector<Detection> suppress_by_best(const std::vector<Detection>& sorted, const Options& options) {
  std::vector<Detection> kept;
  for (const Detection& detection : sorted) {
    if (below_minimum(detection, options)) break;
    const bool overlaps = std::any_of(kept.begin(), kept.end(), [&](const Detection& better) {
      return similarity(options.overlap_type(), better.box, detection.box) > options.min_suppression_threshold();
    });
    if (!overlaps) kept.push_back(detection);
    if (options.max_num_detections() >= 0 && kept.size() >= static_cast<size_t>(options.max_num_detections())) break;
  }
  return kept;
}

}  // namespace

std::vector<Detection> suppress_non_maxima(std::vector<Detection> detections, const Options& options) {
  std::erase_if(detections, [](const Detection& detection) { return std::isnan(detection.score); });
  std::stable_sort(detections.begin(), detections.end(),
                   [](const Detection& a, const Detection& b) { return a.score > b.score; });
  return options.algorithm() == Options::WEIGHTED ? suppress_weighted(detections, options)
                                                  : suppress_by_best(detections, options);
}

}  // namespace saccade
