#include "media/frame_selector.h"

#include <cmath>
#include <string>

namespace saccade {

Result<FrameSelector> FrameSelector::create(const VideoOptions& options) {
  // At more than a million frames a second two frames would share a microsecond.
  if (!(options.fps >= 0 && options.fps <= 1e6)) {
    return invalid_argument("fps is " + std::to_string(options.fps) + "; it must be 0 (the media's time) to 1000000");
  }
  if (options.start_us < 0) return invalid_argument("start is negative; the first frame is at 0");
  if (options.end_us != -1 && options.end_us <= options.start_us) {
    return invalid_argument("end must be later than start, or absent");
  }
  if (options.every < 1) {
    return invalid_argument("every is " + std::to_string(options.every) + "; it must be 1 or more");
  }
  if (options.max_frames < -1) {
    return invalid_argument("max_frames is " + std::to_string(options.max_frames) + "; it must be 0 or more");
  }
  if (options.decode_threads < 0) {
    return invalid_argument("decode_threads is " + std::to_string(options.decode_threads) +
                            "; it must be 0 (choose) or more");
  }
  return FrameSelector(options);
}

int64_t FrameSelector::stamp_us(int64_t index, int64_t media_us) const {
  return options_.fps > 0 ? std::llround(static_cast<double>(index) * 1e6 / options_.fps) : media_us;
}

FrameSelector::Verdict FrameSelector::judge(int64_t timestamp_us) {
  if (finished() || (options_.end_us >= 0 && timestamp_us >= options_.end_us)) return Verdict::kEnd;
  if (timestamp_us < options_.start_us) return Verdict::kSkip;
  if (in_range_++ % options_.every != 0) return Verdict::kSkip;
  ++taken_;
  return Verdict::kTake;
}

}  // namespace saccade
