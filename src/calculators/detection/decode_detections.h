// From a single-shot detector's raw outputs to detections.
#pragma once

#include <span>
#include <vector>

#include "calculators/detection/ssd_anchors.h"
#include "saccade/types.h"

namespace mediapipe {
class TensorsToDetectionsCalculatorOptions;
}

namespace saccade {

// Reads [box_count, num_coords] boxes and [box_count, num_classes] scores. Immutable.
class DetectionDecoder {
 public:
  // invalid_argument when counts and offsets do not fit together; unimplemented for a box format nobody uses yet.
  static Result<DetectionDecoder> create(const mediapipe::TensorsToDetectionsCalculatorOptions& options);

  int num_classes() const { return num_classes_; }
  int num_coords() const { return num_coords_; }

  // One detection a box whose best allowed class reaches the threshold, in the order of the boxes, normalised by the
  // network's input. Boxes of negative size or with a number that is not finite are left out.
  // invalid_argument when the sizes are not those of `anchors` boxes.
  Result<std::vector<Detection>> decode(std::span<const float> boxes, std::span<const float> scores,
                                        std::span<const Anchor> anchors) const;

 private:
  struct Score {
    float value;
    int class_id;
  };
  bool best_score(std::span<const float> raw, Score& best) const;
  bool decode_box(std::span<const float> raw, const Anchor& anchor, Detection& detection) const;
  float activate(float raw) const;

  int num_classes_ = 0;
  int num_coords_ = 0;
  int box_offset_ = 0;
  int keypoint_offset_ = 0;
  int num_keypoints_ = 0;
  int values_per_keypoint_ = 2;
  int max_results_ = -1;
  float x_scale_ = 1, y_scale_ = 1, w_scale_ = 1, h_scale_ = 1;
  bool exponential_size_ = false;
  bool x_first_ = false;
  bool flip_vertically_ = false;
  bool sigmoid_ = false;
  float clip_ = 0;  // 0: no clipping
  float min_score_ = 0;
  float min_raw_ = 0;  // a raw score below cannot reach min_score_: spares the exponential
  std::vector<bool> allowed_;
};

}  // namespace saccade
