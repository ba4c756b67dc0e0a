#include "calculators/landmarks/landmark_smoother.h"

#include <algorithm>
#include <string>

#include "calculators/landmarks/one_euro_filter.h"
#include "calculators/landmarks/velocity_filter.h"
#include "saccade/proto/landmark_calculators.pb.h"

namespace saccade {
namespace {

using Options = mediapipe::LandmarksSmoothingCalculatorOptions;

constexpr size_t kCoordinates = 3;

// Mean of the sides of the box.
float box_scale(const Landmarks& landmarks) {
  if (landmarks.empty()) return 0;
  Landmark low = landmarks.front(), high = low;
  for (const Landmark& landmark : landmarks) {
    low.x = std::min(low.x, landmark.x);
    low.y = std::min(low.y, landmark.y);
    high.x = std::max(high.x, landmark.x);
    high.y = std::max(high.y, landmark.y);
  }
  return (high.x - low.x + (high.y - low.y)) / 2;
}

Status check(const Options::OneEuroFilter& filter) {
  if (filter.frequency() > 0 && filter.min_cutoff() > 0 && filter.derivate_cutoff() > 0) return ok_status();
  return invalid_argument("one_euro_filter needs a frequency, a min_cutoff and a derivate_cutoff above 0");
}

}  // namespace

Result<LandmarkSmoother> LandmarkSmoother::create(const Options& options) {
  switch (options.filter_options_case()) {
    case Options::kNoFilter:
      break;
    case Options::kOneEuroFilter:
      SACCADE_TRY(check(options.one_euro_filter()));
      break;
    case Options::kVelocityFilter:
      if (options.velocity_filter().window_size() < 0) return invalid_argument("window_size is below 0");
      break;
    case Options::FILTER_OPTIONS_NOT_SET:
      return invalid_argument("name a filter: no_filter, velocity_filter or one_euro_filter");
  }
  return LandmarkSmoother(options);
}

bool LandmarkSmoother::passes() const { return options_->has_no_filter(); }

std::unique_ptr<ValueFilter> LandmarkSmoother::make_filter() const {
  if (options_->has_one_euro_filter()) {
    const auto& filter = options_->one_euro_filter();
    return std::make_unique<OneEuroFilter>(
        OneEuroSettings{filter.frequency(), filter.min_cutoff(), filter.beta(), filter.derivate_cutoff()});
  }
  const auto& filter = options_->velocity_filter();
  return std::make_unique<VelocityFilter>(VelocitySettings{filter.window_size(), filter.velocity_scale()});
}

std::optional<float> LandmarkSmoother::value_scale(float object_scale) const {
  const bool one_euro = options_->has_one_euro_filter();
  const bool fixed = one_euro ? options_->one_euro_filter().disable_value_scaling()
                              : options_->velocity_filter().disable_value_scaling();
  const float least = one_euro ? options_->one_euro_filter().min_allowed_object_scale()
                               : options_->velocity_filter().min_allowed_object_scale();
  if (fixed) return 1.f;
  if (!(object_scale >= least)) return std::nullopt;
  return 1 / object_scale;
}

Status LandmarkSmoother::apply(int64_t timestamp_us, std::optional<float> object_scale, Landmarks& landmarks) {
  if (passes()) return ok_status();
  const std::optional<float> scale = value_scale(object_scale ? *object_scale : box_scale(landmarks));
  if (!scale) return ok_status();
  if (filters_.empty()) {
    for (size_t i = 0; i < kCoordinates * landmarks.size(); ++i) filters_.push_back(make_filter());
  }
  if (filters_.size() != kCoordinates * landmarks.size()) {
    return invalid_argument(std::to_string(landmarks.size()) + " landmarks after " +
                            std::to_string(filters_.size() / kCoordinates));
  }
  auto filter = filters_.begin();
  for (Landmark& landmark : landmarks) {
    for (float* value : {&landmark.x, &landmark.y, &landmark.z}) {
      *value = (*filter++)->apply(timestamp_us, *value, *scale);
    }
  }
  return ok_status();
}

Status LandmarkSmoother::apply(int64_t timestamp_us, std::optional<float> object_scale_px, Size image,
                               NormalizedLandmarks& landmarks) {
  if (passes()) return ok_status();
  const auto width = static_cast<float>(image.width), height = static_cast<float>(image.height);
  Landmarks in_pixels;
  in_pixels.reserve(landmarks.size());
  for (const NormalizedLandmark& landmark : landmarks) {
    in_pixels.push_back({landmark.x * width, landmark.y * height, landmark.z * width, {}, {}});
  }
  SACCADE_TRY(apply(timestamp_us, object_scale_px, in_pixels));
  for (size_t i = 0; i < landmarks.size(); ++i) {
    landmarks[i].x = in_pixels[i].x / width;
    landmarks[i].y = in_pixels[i].y / height;
    landmarks[i].z = in_pixels[i].z / width;
  }
  return ok_status();
}

}  // namespace saccade
