// FrameSelector: which frames of a source are wanted, and how they are stamped.
#pragma once

#include <cstdint>

#include "saccade/video.h"

namespace saccade {

class FrameSelector {
 public:
  enum class Verdict { kSkip, kTake, kEnd };

  // invalid_argument naming the option that makes no sense.
  static Result<FrameSelector> create(const VideoOptions& options);

  // Frame `index` (counted from 0 over the whole source), which the media stamps `media_us`, gets this time.
  int64_t stamp_us(int64_t index, int64_t media_us) const;
  // Frames must be put forward one by one in rising time, as stamped.
  Verdict judge(int64_t timestamp_us);
  // No further frame is wanted.
  bool finished() const { return options_.max_frames >= 0 && taken_ >= options_.max_frames; }

 private:
  explicit FrameSelector(const VideoOptions& options) : options_(options) {}

  VideoOptions options_;
  int64_t in_range_ = 0;  // frames seen between start and end
  int64_t taken_ = 0;
};

}  // namespace saccade
