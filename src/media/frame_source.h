// FrameSource: what stands behind a Video, a stream of packets or a single picture.
#pragma once

#include <optional>

#include "saccade/video.h"

namespace saccade {

// One thread at a time.
class FrameSource {
 public:
  virtual ~FrameSource() = default;
  virtual const VideoInfo& info() const = 0;
  // As Video::next().
  virtual Result<std::optional<Frame>> next() = 0;
};

}  // namespace saccade
