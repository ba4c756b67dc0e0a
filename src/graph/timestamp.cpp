#include "graph/timestamp.h"

namespace saccade {

Timestamp Timestamp::plus(int64_t microseconds) const {
  int64_t sum;
  if (__builtin_add_overflow(value_, microseconds, &sum)) return microseconds > 0 ? max() : min();
  if (sum < min().value_) return min();
  if (sum > max().value_) return max();
  return Timestamp(sum);
}

std::string Timestamp::to_string() const {
  if (*this == unset()) return "Timestamp::Unset()";
  if (*this == unstarted()) return "Timestamp::Unstarted()";
  if (*this == pre_stream()) return "Timestamp::PreStream()";
  if (*this == min()) return "Timestamp::Min()";
  if (*this == max()) return "Timestamp::Max()";
  if (*this == post_stream()) return "Timestamp::PostStream()";
  if (*this == one_over_post_stream()) return "Timestamp::OneOverPostStream()";
  if (*this == done()) return "Timestamp::Done()";
  return std::to_string(value_);
}

}  // namespace saccade
