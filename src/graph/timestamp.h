// Timestamp: where a packet stands on its stream, in microseconds by convention. Semantics as MediaPipe's.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <string>

namespace saccade {

class Timestamp {
 public:
  constexpr Timestamp() : value_(kMinInt) {}  // unset
  constexpr explicit Timestamp(int64_t microseconds) : value_(microseconds) {}

  static constexpr Timestamp unset() { return Timestamp(kMinInt); }
  static constexpr Timestamp unstarted() { return Timestamp(kMinInt + 1); }
  static constexpr Timestamp pre_stream() { return Timestamp(kMinInt + 2); }
  static constexpr Timestamp min() { return Timestamp(kMinInt + 3); }
  static constexpr Timestamp max() { return Timestamp(kMaxInt - 3); }
  static constexpr Timestamp post_stream() { return Timestamp(kMaxInt - 2); }
  static constexpr Timestamp one_over_post_stream() { return Timestamp(kMaxInt - 1); }
  static constexpr Timestamp done() { return Timestamp(kMaxInt); }

  constexpr int64_t value() const { return value_; }
  constexpr bool is_special() const { return *this <= min() || *this >= max(); }
  constexpr bool is_range() const { return *this >= min() && *this <= max(); }
  constexpr bool is_allowed_in_stream() const { return *this >= pre_stream() && *this <= post_stream(); }

  // The first timestamp a stream may carry after this one, and the last before it.
  constexpr Timestamp next_allowed_in_stream() const {
    if (*this >= max() || *this == pre_stream()) return one_over_post_stream();
    if (*this < min()) return min();
    return Timestamp(value_ + 1);
  }
  constexpr Timestamp previous_allowed_in_stream() const {
    if (*this <= min() || *this == post_stream()) return unstarted();
    if (*this > max()) return max();
    return Timestamp(value_ - 1);
  }
  // Range values only; saturates at min() and max().
  Timestamp plus(int64_t microseconds) const;

  std::string to_string() const;  // "33333", "Timestamp::Done()"
  constexpr auto operator<=>(const Timestamp&) const = default;

 private:
  static constexpr int64_t kMinInt = std::numeric_limits<int64_t>::min();
  static constexpr int64_t kMaxInt = std::numeric_limits<int64_t>::max();
  int64_t value_;
};

}  // namespace saccade
