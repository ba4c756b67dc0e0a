// PacketSource: where a video's compressed packets come from. Files, cameras and streams are demuxers; tests put a
// source here that dies.
#pragma once

#include <string>

#include "media/ffmpeg.h"

namespace saccade {

struct SourceTraits {
  std::string name;   // as the user wrote it; every message starts with it
  bool live = false;  // camera or network stream: no end, no second try
  bool has_audio = false;
  int64_t start_us = AV_NOPTS_VALUE;  // time of the container's first sample; unknown: that of the first frame
  int64_t duration_us = 0;            // of the whole, 0 when unknown
  bool duration_exact = false;        // the container states it; otherwise it was guessed from the bit rate or the end
};

// One thread at a time.
class PacketSource {
 public:
  virtual ~PacketSource() = default;
  virtual const SourceTraits& traits() const = 0;
  // The video stream. Lives as long as the source.
  virtual AVStream& stream() = 0;
  // The next packet of the video stream: 0, AVERROR_EOF at the end, or FFmpeg's error number.
  virtual int read(AVPacket& packet) = 0;
  // End of the latest packet of any stream on the container's clock, AV_NOPTS_VALUE before the first.
  virtual int64_t reached_us() const = 0;
};

}  // namespace saccade
