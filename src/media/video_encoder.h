// VideoEncoder: Images in, compressed packets out.
#pragma once

#include <memory>

#include "media/ffmpeg.h"
#include "media/image_scaler.h"
#include "media/muxer.h"
#include "saccade/image.h"

namespace saccade {

// The encoder that a container's video is written with, by preference; empty when FFmpeg has none of them.
const AVCodec* preferred_encoder(Container container);

class VideoEncoder {
 public:
  struct Settings {
    Container container = Container::kMp4;
    Size size;
    double frames_per_second = 30;  // a hint for rate control; times are free
    int threads = 0;                // 0: by the machine
    bool global_header = false;
  };
  // unimplemented when FFmpeg has no encoder; invalid_argument for a size it does not take.
  static Result<std::unique_ptr<VideoEncoder>> open(const Settings& settings);

  const AVCodecContext& context() const { return *encoder_; }
  // Packets count in this.
  AVRational time_base() const { return encoder_->time_base; }
  // Times must rise. Then take packets until there is none.
  Status send(const Image& image, int64_t time_us);
  // No more pictures come.
  Status flush();
  // False when the encoder wants more pictures, or is empty after flush().
  Result<bool> receive(AVPacket& packet);

 private:
  VideoEncoder(Settings settings, AvCodec encoder, AvFrame frame)
      : settings_(settings), encoder_(std::move(encoder)), frame_(std::move(frame)) {}
  void pad_odd_sides();

  Settings settings_;
  AvCodec encoder_;
  AvFrame frame_;
  ImageScaler scaler_;
  int64_t last_time_ = -1;  // in time_base()
};

}  // namespace saccade
