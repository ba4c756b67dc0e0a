// AudioCopy: the sound of another file, as it is, into a video that is being written.
#pragma once

#include <memory>
#include <string>

#include "media/demuxer.h"
#include "media/muxer.h"

namespace saccade {

class AudioCopy {
 public:
  // Null when the file has no sound. invalid_argument when the container cannot hold its codec.
  static Result<std::unique_ptr<AudioCopy>> open(const std::string& source, Muxer& muxer);

  // What lies before this time of the source is left out; it becomes the output's time 0. Once, before copying.
  void start_at(int64_t source_us);
  // Writes the packets that start before this time of the source. Sound that cannot be read is left out.
  Status copy_until(int64_t source_us);

 private:
  AudioCopy(std::unique_ptr<Demuxer> source, Muxer& muxer, AVStream& target)
      : source_(std::move(source)), muxer_(muxer), target_(target) {}
  bool fetch();

  std::unique_ptr<Demuxer> source_;
  Muxer& muxer_;
  AVStream& target_;
  AvPacket packet_{av_packet_alloc()};  // read and not yet written, when `pending_`
  bool pending_ = false;
  bool ended_ = false;
  int64_t packet_us_ = 0;
  int64_t origin_us_ = 0;
  int64_t shift_ = 0;  // from the source's clock to the output's, in its time base
};

}  // namespace saccade
