// OneEuroFilter: a low-pass filter whose cutoff rises with speed, so that what rests does not tremble and what moves
// does not lag (Casiez, Roussel and Vogel, CHI 2012).
#pragma once

#include "calculators/landmarks/value_filter.h"

namespace saccade {

struct OneEuroSettings {
  double frequency = 30;  // Hz, of the first step
  double min_cutoff = 1;  // Hz, at rest
  double beta = 0;        // Hz per unit of speed (value * value_scale per second)
  double derivate_cutoff = 1;
};

class OneEuroFilter final : public ValueFilter {
 public:
  explicit OneEuroFilter(const OneEuroSettings& settings) : settings_(settings) {}
  float apply(int64_t timestamp_us, float value, float value_scale) override;

 private:
  OneEuroSettings settings_;
  LowPassFilter value_, speed_;
  int64_t last_us_ = 0;
};

}  // namespace saccade
