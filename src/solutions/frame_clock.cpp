#include "solutions/frame_clock.h"

#include <string>

namespace saccade {

Result<Timestamp> FrameClock::stamp(const Frame& frame) const {
  if (!is_video_) return Timestamp(next_picture_);
  const Timestamp at(frame.timestamp_us);
  if (at <= last_ || !at.is_range()) {
    return invalid_argument("timestamp_us is " + std::to_string(frame.timestamp_us) +
                            (at.is_range() ? "; it must be above " + last_.to_string() + ", the last frame's"
                                           : "; it lies beyond what a stream can hold"));
  }
  return at;
}

void FrameClock::processed(Timestamp at) {
  last_ = at;
  next_picture_ = at.value() + 1;
}

}  // namespace saccade
