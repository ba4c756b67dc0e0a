// FrameClock: the timestamps under which a solution's graph sees the frames it is given.
#pragma once

#include "graph/timestamp.h"
#include "saccade/frame.h"
#include "saccade/status.h"

namespace saccade {

class FrameClock {
 public:
  // A video's frames keep their own times. Pictures on their own are counted: their times may go back.
  explicit FrameClock(bool is_video) : is_video_(is_video) {}

  // invalid_argument when the frame of a video is not later than the last one that was processed.
  Result<Timestamp> stamp(const Frame& frame) const;
  void processed(Timestamp at);
  // The next frame may have any time.
  void reset() { last_ = Timestamp::unset(); }

 private:
  bool is_video_;
  Timestamp last_ = Timestamp::unset();
  int64_t next_picture_ = 0;
};

}  // namespace saccade
