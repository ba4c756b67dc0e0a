#include "media/video_encoder.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <span>
#include <string>
#include <utility>

namespace saccade {
namespace {

// What each encoder needs to be told. Time bases: microseconds, except where MPEG-4's header holds 16 bits.
struct Choice {
  const char* name;
  AVRational time_base;
  bool even_sides;  // H.264 with half-size chroma has no odd sides
};
constexpr Choice kChoices[] = {
    {"libx264", {1, 1000000}, true}, {"libopenh264", {1, 1000000}, true}, {"mpeg4", {1, 60000}, false}};
constexpr Choice kWebmChoices[] = {{"libvpx-vp9", {1, 1000000}, false}, {"libvpx", {1, 1000000}, false}};

const Choice* choice_for(Container container) {
  const std::span<const Choice> choices =
      container == Container::kWebm ? std::span<const Choice>(kWebmChoices) : std::span<const Choice>(kChoices);
  for (const Choice& choice : choices) {
    if (avcodec_find_encoder_by_name(choice.name) != nullptr) return &choice;
  }
  return nullptr;
}

// Near-transparent quality at a speed that does not hold up inference; measured in docs/results.md.
void set_quality(AVCodecContext& encoder, const VideoEncoder::Settings& settings, AvOptions& options) {
  const std::string name = encoder.codec->name;
  const double pixels_per_second = settings.frames_per_second * settings.size.width * settings.size.height;
  if (name == "libx264") {
    options.set("preset", "veryfast");
    options.set("crf", "20");
  } else if (name == "mpeg4") {
    encoder.flags |= AV_CODEC_FLAG_QSCALE;
    encoder.global_quality = 3 * FF_QP2LAMBDA;
  } else if (name.starts_with("libvpx")) {
    options.set("deadline", "realtime");
    options.set("cpu-used", "6");
    options.set("crf", "24");
    encoder.bit_rate = name == "libvpx-vp9" ? 0 : std::llround(pixels_per_second * 0.2);  // 0: by quality alone
  } else {
    encoder.bit_rate = std::llround(pixels_per_second * 0.15);  // bits; about 5 Mbit/s for 1280x720 at 30
  }
}

}  // namespace

const AVCodec* preferred_encoder(Container container) {
  const Choice* choice = choice_for(container);
  return choice == nullptr ? nullptr : avcodec_find_encoder_by_name(choice->name);
}

Result<std::unique_ptr<VideoEncoder>> VideoEncoder::open(const Settings& settings) {
  const Choice* choice = choice_for(settings.container);
  if (choice == nullptr) {
    return unimplemented(settings.container == Container::kWebm
                             ? "FFmpeg has no encoder for WebM (libvpx-vp9, libvpx); write .mp4 instead"
                             : "FFmpeg has no video encoder (libx264, libopenh264, mpeg4); install FFmpeg with one");
  }
  const AVCodec* codec = avcodec_find_encoder_by_name(choice->name);
  AvCodec encoder(avcodec_alloc_context3(codec));
  AvFrame frame(av_frame_alloc());
  if (encoder == nullptr || frame == nullptr) return resource_exhausted("no memory for a video encoder");
  const int odd = choice->even_sides ? 1 : 0;
  encoder->width = frame->width = settings.size.width + (settings.size.width & odd);
  encoder->height = frame->height = settings.size.height + (settings.size.height & odd);
  encoder->pix_fmt = AV_PIX_FMT_YUV420P;
  frame->format = AV_PIX_FMT_YUV420P;
  encoder->time_base = choice->time_base;
  encoder->framerate = av_d2q(settings.frames_per_second, 1001000);
  encoder->thread_count = settings.threads;
  // Said in the file, so that players need not guess. The matrix is BT.601's, as those that do not look (OpenCV, and so
  // the peer) take it for that.
  encoder->colorspace = frame->colorspace = AVCOL_SPC_SMPTE170M;
  encoder->color_range = frame->color_range = AVCOL_RANGE_MPEG;
  encoder->color_primaries = AVCOL_PRI_BT709;
  encoder->color_trc = AVCOL_TRC_BT709;
  if (settings.global_header) encoder->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  AvOptions options;
  set_quality(*encoder, settings, options);
  const int error = avcodec_open2(encoder.get(), codec, options.get());
  if (error < 0) {
    return invalid_argument("FFmpeg's encoder " + std::string(choice->name) + " does not take " +
                            std::to_string(settings.size.width) + "x" + std::to_string(settings.size.height) +
                            " pixels at " + std::to_string(settings.frames_per_second) + " frames/s (" +
                            av_message(error) + ")");
  }
  return std::unique_ptr<VideoEncoder>(new VideoEncoder(settings, std::move(encoder), std::move(frame)));
}

// Repeats the last luma column and row; chroma has them already, as its half-size planes are rounded up.
void VideoEncoder::pad_odd_sides() {
  const Size size = settings_.size;
  const ptrdiff_t stride = frame_->linesize[0];
  uint8_t* luma = frame_->data[0];
  if (frame_->width > size.width) {
    for (int y = 0; y < size.height; ++y) luma[y * stride + size.width] = luma[y * stride + size.width - 1];
  }
  if (frame_->height > size.height) {
    std::memcpy(luma + size.height * stride, luma + (size.height - 1) * stride, static_cast<size_t>(frame_->width));
  }
}

Status VideoEncoder::send(const Image& image, int64_t time_us) {
  // An encoder may still look at the frame it was given last: a new buffer then.
  int error = frame_->data[0] == nullptr ? av_frame_get_buffer(frame_.get(), 0) : av_frame_make_writable(frame_.get());
  if (error < 0) return av_status(error, "no room for a frame");
  SACCADE_TRY(scaler_.draw(image, settings_.size, *frame_));
  pad_odd_sides();
  frame_->pts = std::max(av_rescale_q(time_us, kMicroseconds, encoder_->time_base), last_time_ + 1);
  last_time_ = frame_->pts;
  error = avcodec_send_frame(encoder_.get(), frame_.get());
  return error < 0 ? av_status(error, "cannot encode a frame") : ok_status();
}

Status VideoEncoder::flush() {
  const int error = avcodec_send_frame(encoder_.get(), nullptr);
  return error < 0 && error != AVERROR_EOF ? av_status(error, "cannot encode the last frames") : ok_status();
}

Result<bool> VideoEncoder::receive(AVPacket& packet) {
  const int error = avcodec_receive_packet(encoder_.get(), &packet);
  if (error == AVERROR(EAGAIN) || error == AVERROR_EOF) return false;
  if (error < 0) return av_status(error, "cannot encode a frame");
  if (packet.duration == 0) {
    packet.duration = std::llround(1 / (settings_.frames_per_second * av_q2d(encoder_->time_base)));
  }
  return true;
}

}  // namespace saccade
