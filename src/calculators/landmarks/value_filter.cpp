#include "calculators/landmarks/value_filter.h"

#include <cmath>

namespace saccade {

float LowPassFilter::apply(float value, float alpha) {
  // A number that is none must not stay for good.
  const bool starts = empty_ || !std::isfinite(smoothed_);
  smoothed_ = starts ? value : alpha * value + (1 - alpha) * smoothed_;
  empty_ = false;
  last_value_ = value;
  return smoothed_;
}

}  // namespace saccade
