#include "calculators/landmarks/one_euro_filter.h"

#include <cmath>
#include <numbers>

namespace saccade {
namespace {

// The weight of a new value for which the filter lets through `cutoff` Hz at `frequency` values a second.
double alpha_of(double cutoff, double frequency) {
  const double time_constant_s = 1 / (2 * std::numbers::pi * cutoff);
  return 1 / (1 + time_constant_s * frequency);
}

}  // namespace

float OneEuroFilter::apply(int64_t timestamp_us, float value, float value_scale) {
  double frequency = settings_.frequency;
  double speed = 0;
  if (!value_.empty()) {
    if (timestamp_us <= last_us_) return value;
    frequency = 1e6 / static_cast<double>(timestamp_us - last_us_);
    speed = (double{value} - value_.last_value()) * value_scale * frequency;
  }
  last_us_ = timestamp_us;
  const auto speed_alpha = static_cast<float>(alpha_of(settings_.derivate_cutoff, frequency));
  const double smooth_speed = speed_.apply(static_cast<float>(speed), speed_alpha);
  const double cutoff = settings_.min_cutoff + settings_.beta * std::abs(smooth_speed);
  return value_.apply(value, static_cast<float>(alpha_of(cutoff, frequency)));
}

}  // namespace saccade
