#include "calculators/landmarks/velocity_filter.h"

#include <cmath>

namespace saccade {
namespace {

constexpr int64_t kUsualStep_us = 1'000'000 / 30;

}  // namespace

float VelocityFilter::velocity(const Step& newest) const {
  // Where frames were lost, old steps say little: only as many count as a steady 30 Hz would have given.
  const int64_t longest_us = (1 + int64_t{settings_.window_size}) * kUsualStep_us;
  float distance = newest.distance;
  int64_t duration_us = newest.duration_us;
  for (const Step& step : steps_) {
    if (duration_us + step.duration_us > longest_us) break;
    distance += step.distance;
    duration_us += step.duration_us;
  }
  return distance / (static_cast<float>(duration_us) * 1e-6f);
}

float VelocityFilter::apply(int64_t timestamp_us, float value, float value_scale) {
  float alpha = 1;
  if (!value_.empty()) {
    if (timestamp_us <= last_us_) return value;
    const Step step{value * value_scale - value_.last_value() * last_scale_, timestamp_us - last_us_};
    alpha = 1 - 1 / (1 + settings_.velocity_scale * std::abs(velocity(step)));
    steps_.push_front(step);
    if (steps_.size() > static_cast<size_t>(settings_.window_size)) steps_.pop_back();
  }
  last_us_ = timestamp_us;
  last_scale_ = value_scale;
  return value_.apply(value, alpha);
}

}  // namespace saccade
