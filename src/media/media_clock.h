// MediaClock: the times that a media file claims become times that rise.
#pragma once

#include <cstdint>
#include <optional>

namespace saccade {

// Time 0 is `start_us` of the media's own clock, or its first frame when that is not known. Each frame comes after the
// one before: one that is stamped at or before it is moved to a microsecond after it, one without a time to a frame's
// duration after it, and when the clock jumps back by more than a second (joined recordings) time goes on from where
// it was.
class MediaClock {
 public:
  MediaClock() = default;
  MediaClock(std::optional<int64_t> start_us, int64_t frame_duration_us)
      : start_us_(start_us), frame_duration_us_(frame_duration_us) {}

  // The time of the next frame, which the media stamps `claimed_us`.
  int64_t advance(std::optional<int64_t> claimed_us);
  // Of the latest frame; -1 before the first.
  int64_t last_us() const { return last_us_; }

 private:
  std::optional<int64_t> start_us_;
  int64_t frame_duration_us_ = 40000;
  int64_t last_us_ = -1;
};

}  // namespace saccade
