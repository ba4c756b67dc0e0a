// VideoReader: packets in, RGB frames out. The steady path allocates no pixels: they come from a pool.
#pragma once

#include <memory>
#include <optional>

#include "media/ffmpeg.h"
#include "media/frame_converter.h"
#include "media/frame_selector.h"
#include "media/frame_source.h"
#include "media/orientation.h"
#include "media/packet_source.h"

namespace saccade {

// Time 0 is the container's first sample, or a live source's first frame. Timestamps rise strictly: a frame that is
// stamped at or before the one before it is moved to a microsecond after it, and when the media's clock jumps back by
// more than a second (joined recordings), time goes on from where it was.
class VideoReader final : public FrameSource {
 public:
  // unimplemented when FFmpeg lacks the decoder.
  static Result<std::unique_ptr<VideoReader>> create(std::unique_ptr<PacketSource> source, const VideoOptions& options);

  const VideoInfo& info() const override { return info_; }
  Result<std::optional<Frame>> next() override;

 private:
  VideoReader(std::unique_ptr<PacketSource> source, FrameSelector selector)
      : source_(std::move(source)), selector_(std::move(selector)) {}
  Status open_decoder(const VideoOptions& options);
  void describe();
  // Gives the decoder one packet, or the end. An error is that of one frame.
  Status feed();
  Status feed_failed(int error);
  void check_whole();
  int64_t media_time_us(const AVFrame& frame);
  Result<std::optional<Frame>> take_frame();
  Status frame_error(const std::string& what);
  Status end();

  std::unique_ptr<PacketSource> source_;
  FrameSelector selector_;
  VideoInfo info_;
  AvCodec decoder_;
  AvPacket packet_{av_packet_alloc()};
  AvFrame frame_{av_frame_alloc()};
  FrameConverter converter_;
  Orientation orientation_ = Orientation::kUpright;

  int64_t index_ = 0;  // of the next frame
  int64_t origin_us_ = AV_NOPTS_VALUE;
  int64_t last_us_ = -1;
  int64_t frame_duration_us_ = 40000;  // nominal
  int failed_reads_ = 0;               // in a row
  bool draining_ = false;
  bool done_ = false;
  Status final_error_;  // told after the last frame
};

}  // namespace saccade
