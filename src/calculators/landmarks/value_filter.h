// ValueFilter: smooths one number over time.
#pragma once

#include <cstdint>

namespace saccade {

class ValueFilter {
 public:
  virtual ~ValueFilter() = default;
  // The smoothed value at a time later than the last one; at any other the value itself, and nothing is remembered.
  // `value_scale` is one over the size of what moves, so that near and far objects are smoothed alike.
  virtual float apply(int64_t timestamp_us, float value, float value_scale) = 0;
};

// An exponential mean: each value enters with the weight alpha, the first one wholly.
class LowPassFilter {
 public:
  float apply(float value, float alpha);
  bool empty() const { return empty_; }
  float last_value() const { return last_value_; }  // as it came in

 private:
  bool empty_ = true;
  float last_value_ = 0;
  float smoothed_ = 0;
};

}  // namespace saccade
