// VideoWriterCore: encoder, sound and container put together. VideoWriter is its public face.
#pragma once

#include <memory>
#include <string>

#include "media/audio_copy.h"
#include "media/muxer.h"
#include "media/output_file.h"
#include "media/video_encoder.h"
#include "saccade/video.h"

namespace saccade {

class VideoWriterCore {
 public:
  static Result<std::unique_ptr<VideoWriterCore>> create(std::unique_ptr<OutputFile> file, Container container,
                                                         Size size, const VideoWriterOptions& options);
  // Not finished: what is there is closed properly and becomes partial_path(); nothing is left when there is nothing.
  ~VideoWriterCore();

  Status write(const Frame& frame);
  Status finish();

 private:
  VideoWriterCore() = default;
  Status write_packets();
  Status write_rest();
  Status keep(Status status);

  std::unique_ptr<Muxer> muxer_;
  std::unique_ptr<VideoEncoder> encoder_;
  AVStream* stream_ = nullptr;        // the muxer's
  std::unique_ptr<AudioCopy> audio_;  // after the muxer it writes to
  AvPacket packet_{av_packet_alloc()};
  int64_t frame_duration_us_ = 0;  // nominal
  int64_t origin_us_ = 0;          // time of the first frame
  int64_t last_us_ = -1;           // of the latest frame
  bool empty_ = true;
  bool closed_ = false;
  Status failed_;  // the first error; nothing is written after it
};

}  // namespace saccade
