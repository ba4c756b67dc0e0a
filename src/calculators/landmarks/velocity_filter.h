// VelocityFilter: a low-pass filter that follows the faster the quicker the value moved over its last steps.
#pragma once

#include <deque>

#include "calculators/landmarks/value_filter.h"

namespace saccade {

struct VelocitySettings {
  int window_size = 5;  // steps, at least 0
  float velocity_scale = 10;
};

class VelocityFilter final : public ValueFilter {
 public:
  explicit VelocityFilter(const VelocitySettings& settings) : settings_(settings) {}
  float apply(int64_t timestamp_us, float value, float value_scale) override;

 private:
  struct Step {
    float distance;
    int64_t duration_us;
  };
  float velocity(const Step& newest) const;  // per second

  VelocitySettings settings_;
  LowPassFilter value_;
  std::deque<Step> steps_;  // newest first
  int64_t last_us_ = 0;
  float last_scale_ = 1;
};

}  // namespace saccade
