#include "calculators/detection/decode_detections.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "calculators/tensor/activation.h"
#include "saccade/proto/detection_calculators.pb.h"

namespace saccade {
namespace {

using Options = mediapipe::TensorsToDetectionsCalculatorOptions;

constexpr int kMaxClasses = 1 << 20;

Status check(const Options& o) {
  if (o.num_classes() < 1 || o.num_classes() > kMaxClasses) {
    return invalid_argument("num_classes is " + std::to_string(o.num_classes()) + "; 1 or more are needed");
  }
  const int64_t last_box = int64_t{o.box_coord_offset()} + 4;
  const int64_t last_keypoint =
      int64_t{o.keypoint_coord_offset()} + int64_t{o.num_keypoints()} * o.num_values_per_keypoint();
  if (o.box_coord_offset() < 0 || last_box > o.num_coords()) {
    return invalid_argument("box_coord_offset " + std::to_string(o.box_coord_offset()) +
                            " does not fit into num_coords " + std::to_string(o.num_coords()));
  }
  if (o.num_keypoints() > 0 &&
      (o.keypoint_coord_offset() < 0 || o.num_values_per_keypoint() < 2 || last_keypoint > o.num_coords())) {
    return invalid_argument(std::to_string(o.num_keypoints()) + " keypoints at " +
                            std::to_string(o.keypoint_coord_offset()) + " do not fit into num_coords " +
                            std::to_string(o.num_coords()));
  }
  if (o.x_scale() == 0 || o.y_scale() == 0 || o.w_scale() == 0 || o.h_scale() == 0) {
    return invalid_argument("x_scale, y_scale, w_scale and h_scale must be set");
  }
  if (o.box_format() == Options::XYXY) return unimplemented("box_format XYXY is not supported");
  if (o.max_classes_per_detection() != 1) return unimplemented("max_classes_per_detection above 1 is not supported");
  return ok_status();
}

std::vector<bool> allowed_classes(const Options& o) {
  std::vector<bool> allowed(static_cast<size_t>(o.num_classes()), o.allow_classes().empty());
  const auto set = [&allowed](int id, bool value) {
    if (id >= 0 && static_cast<size_t>(id) < allowed.size()) allowed[static_cast<size_t>(id)] = value;
  };
  for (const int id : o.allow_classes()) set(id, true);
  if (o.allow_classes().empty()) {
    for (const int id : o.ignore_classes()) set(id, false);
  }
  return allowed;
}

// The raw value whose sigmoid is a little below `score`.
float raw_bound(float score) {
  if (score <= 0) return -std::numeric_limits<float>::infinity();
  if (score >= 1) return 0;
  constexpr float kMargin = 1e-3f;  // far above the rounding of the logarithm and the exponential
  return std::log(score / (1 - score)) - kMargin;
}

}  // namespace

Result<DetectionDecoder> DetectionDecoder::create(const Options& o) {
  SACCADE_TRY(check(o));
  DetectionDecoder decoder;
  decoder.num_classes_ = o.num_classes();
  decoder.num_coords_ = o.num_coords();
  decoder.box_offset_ = o.box_coord_offset();
  decoder.keypoint_offset_ = o.keypoint_coord_offset();
  decoder.num_keypoints_ = std::max(0, o.num_keypoints());
  decoder.values_per_keypoint_ = o.num_values_per_keypoint();
  decoder.max_results_ = o.max_results();
  decoder.x_scale_ = o.x_scale();
  decoder.y_scale_ = o.y_scale();
  decoder.w_scale_ = o.w_scale();
  decoder.h_scale_ = o.h_scale();
  decoder.exponential_size_ = o.apply_exponential_on_box_size();
  decoder.x_first_ = o.reverse_output_order() || o.box_format() == Options::XYWH;
  decoder.flip_vertically_ = o.flip_vertically();
  decoder.sigmoid_ = o.sigmoid_score();
  decoder.clip_ = o.sigmoid_score() && o.has_score_clipping_thresh() ? o.score_clipping_thresh() : 0;
  decoder.min_score_ = o.has_min_score_thresh() ? o.min_score_thresh() : -std::numeric_limits<float>::infinity();
  decoder.min_raw_ = o.sigmoid_score() ? raw_bound(decoder.min_score_) : decoder.min_score_;
  decoder.allowed_ = allowed_classes(o);
  return decoder;
}

float DetectionDecoder::activate(float raw) const {
  if (!sigmoid_) return raw;
  return sigmoid(clip_ > 0 ? std::clamp(raw, -clip_, clip_) : raw);
}

bool DetectionDecoder::best_score(std::span<const float> raw, Score& best) const {
  // Sigmoid and clipping keep the order, so the best raw score decides; equal ones go to the lower class.
  int best_class = -1;
  for (int i = 0; i < num_classes_; ++i) {
    if (!allowed_[static_cast<size_t>(i)] || !(raw[static_cast<size_t>(i)] >= min_raw_)) continue;
    if (best_class < 0 || raw[static_cast<size_t>(i)] > raw[static_cast<size_t>(best_class)]) best_class = i;
  }
  if (best_class < 0) return false;
  best = {activate(raw[static_cast<size_t>(best_class)]), best_class};
  return best.value >= min_score_;
}

bool DetectionDecoder::decode_box(std::span<const float> raw, const Anchor& anchor, Detection& detection) const {
  const size_t x = x_first_ ? 0 : 1;
  const size_t y = 1 - x;
  const float* box = raw.data() + box_offset_;
  const float x_center = box[x] / x_scale_ * anchor.w + anchor.x_center;
  const float y_center = box[y] / y_scale_ * anchor.h + anchor.y_center;
  const float relative_w = box[2 + x] / w_scale_;
  const float relative_h = box[2 + y] / h_scale_;
  const float w = (exponential_size_ ? std::exp(relative_w) : relative_w) * anchor.w;
  const float h = (exponential_size_ ? std::exp(relative_h) : relative_h) * anchor.h;
  const float y_top = flip_vertically_ ? 1 - (y_center + h / 2) : y_center - h / 2;
  detection.box = {x_center - w / 2, y_top, w, h};
  bool finite = std::isfinite(x_center) && std::isfinite(y_center) && std::isfinite(w) && std::isfinite(h);

  detection.keypoints.resize(static_cast<size_t>(num_keypoints_));
  const float* values = raw.data() + keypoint_offset_;
  for (Point2& point : detection.keypoints) {
    point.x = values[x] / x_scale_ * anchor.w + anchor.x_center;
    const float down = values[y] / y_scale_ * anchor.h + anchor.y_center;
    point.y = flip_vertically_ ? 1 - down : down;
    finite = finite && std::isfinite(point.x) && std::isfinite(point.y);
    values += values_per_keypoint_;
  }
  return finite && w >= 0 && h >= 0;
}

Result<std::vector<Detection>> DetectionDecoder::decode(std::span<const float> boxes, std::span<const float> scores,
                                                        std::span<const Anchor> anchors) const {
  const size_t coords = static_cast<size_t>(num_coords_);
  const size_t classes = static_cast<size_t>(num_classes_);
  if (boxes.size() != anchors.size() * coords || scores.size() != anchors.size() * classes) {
    return invalid_argument(std::to_string(boxes.size()) + " box values and " + std::to_string(scores.size()) +
                            " scores are not those of " + std::to_string(anchors.size()) + " anchors with " +
                            std::to_string(coords) + " coordinates and " + std::to_string(classes) + " classes");
  }
  std::vector<Detection> detections;
  for (size_t i = 0; i < anchors.size(); ++i) {
    if (max_results_ > 0 && detections.size() == static_cast<size_t>(max_results_)) break;
    Score score;
    if (!best_score(scores.subspan(i * classes, classes), score)) continue;
    Detection detection;
    if (!decode_box(boxes.subspan(i * coords, coords), anchors[i], detection)) continue;
    detection.score = score.value;
    detection.label_id = score.class_id;
    detections.push_back(std::move(detection));
  }
  return detections;
}

}  // namespace saccade
