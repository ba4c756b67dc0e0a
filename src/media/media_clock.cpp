#include "media/media_clock.h"

#include <algorithm>

namespace saccade {
namespace {

constexpr int64_t kJump_us = 1000000;

}  // namespace

int64_t MediaClock::advance(std::optional<int64_t> claimed_us) {
  if (!claimed_us) return last_us_ = last_us_ < 0 ? 0 : last_us_ + frame_duration_us_;
  if (!start_us_) start_us_ = *claimed_us;
  if (last_us_ >= 0 && *claimed_us - *start_us_ < last_us_ - kJump_us) {
    start_us_ = *claimed_us - last_us_ - frame_duration_us_;
  }
  return last_us_ = std::max(*claimed_us - *start_us_, last_us_ + 1);
}

}  // namespace saccade
