// VideoReader: packets in, RGB frames out. The steady path allocates no pixels: they come from a pool.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "media/demuxer.h"
#include "media/ffmpeg.h"
#include "media/frame_converter.h"
#include "media/frame_selector.h"
#include "media/frame_source.h"
#include "media/media_clock.h"
#include "media/orientation.h"
#include "media/packet_source.h"

namespace saccade {

// Times are MediaClock's, from where the video stream starts.
class VideoReader final : public FrameSource {
 public:
  // `landing`: where the source starts when it is not at its beginning. unimplemented when FFmpeg lacks the decoder.
  static Result<std::unique_ptr<VideoReader>> create(std::unique_ptr<PacketSource> source, const VideoOptions& options,
                                                     std::optional<KeyFrame> landing = std::nullopt);

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
  bool leads_to_start();
  // The decoded frame, when it is wanted.
  Result<std::optional<Frame>> take_frame();
  Status damaged_frame(const std::string& how);
  Status end();

  std::unique_ptr<PacketSource> source_;
  FrameSelector selector_;
  VideoInfo info_;
  AvCodec decoder_;
  AvPacket packet_{av_packet_alloc()};
  AvFrame frame_{av_frame_alloc()};
  FrameConverter converter_;
  Orientation orientation_ = Orientation::kUpright;
  std::shared_ptr<FramePool> turned_pool_ = FramePool::make();
  MediaClock clock_;

  int64_t index_ = 0;                // of the next frame
  std::optional<KeyFrame> landing_;  // where reading started after a seek, until that frame is there
  int failed_reads_ = 0;             // in a row
  bool draining_ = false;
  bool done_ = false;
  Status final_error_;  // told after the last frame
};

}  // namespace saccade
