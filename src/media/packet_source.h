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
  int64_t start_us = AV_NOPTS_VALUE;  // when its video starts; unknown: with the first frame
  int64_t duration_us = 0;            // of the whole, 0 when unknown
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
  // After the end: the source stops before its own end.
  virtual bool cut_off() const = 0;
};

}  // namespace saccade
