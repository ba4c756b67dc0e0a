#include "media/video_writer_core.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace saccade {
namespace {

Status check_options(const std::string& path, Size size, const VideoWriterOptions& options) {
  constexpr int kMaxSide = 16384;  // H.264's and VP9's encoders go no further
  const std::string subject = "cannot write " + path + ": ";
  if (size.width < 1 || size.height < 1 || size.width > kMaxSide || size.height > kMaxSide) {
    return invalid_argument(subject + "a video of " + std::to_string(size.width) + "x" + std::to_string(size.height) +
                            " pixels; each side must be 1 to " + std::to_string(kMaxSide));
  }
  if (!(options.frames_per_second > 0 && options.frames_per_second <= 1000)) {
    return invalid_argument(subject + "frames_per_second is " + std::to_string(options.frames_per_second) +
                            "; it must be above 0, up to 1000");
  }
  if (options.threads < 0) return invalid_argument(subject + "threads is negative; 0 lets the encoder choose");
  return ok_status();
}

}  // namespace

Result<std::unique_ptr<VideoWriterCore>> VideoWriterCore::create(std::unique_ptr<OutputFile> file, Container container,
                                                                 Size size, const VideoWriterOptions& options) {
  hush_ffmpeg();
  const std::string path = file->path();
  SACCADE_TRY(check_options(path, size, options));
  std::unique_ptr<VideoWriterCore> writer(new VideoWriterCore);
  if (writer->packet_ == nullptr) return resource_exhausted("no memory for a video");
  writer->muxer_ = SACCADE_TRY(Muxer::create(std::move(file), container));
  Result<std::unique_ptr<VideoEncoder>> encoder = VideoEncoder::open(
      {container, size, options.frames_per_second, options.threads, writer->muxer_->wants_global_header()});
  if (!encoder.ok()) return encoder.error().with_context("cannot write " + path);
  writer->encoder_ = *std::move(encoder);
  AVCodecParameters* parameters = avcodec_parameters_alloc();
  if (parameters == nullptr) return resource_exhausted("no memory for a video");
  avcodec_parameters_from_context(parameters, &writer->encoder_->context());
  Result<AVStream*> stream = writer->muxer_->add_stream(*parameters, writer->encoder_->time_base());
  avcodec_parameters_free(&parameters);
  writer->stream_ = SACCADE_TRY(stream);
  writer->stream_->avg_frame_rate = writer->encoder_->context().framerate;
  if (!options.audio_from.empty()) {
    writer->audio_ = SACCADE_TRY(AudioCopy::open(options.audio_from, *writer->muxer_));
  }
  writer->frame_duration_us_ = std::llround(1e6 / options.frames_per_second);
  SACCADE_TRY(writer->muxer_->begin());
  return writer;
}

VideoWriterCore::~VideoWriterCore() {
  if (muxer_ == nullptr || closed_ || empty_) return;  // the file removes itself
  // Nobody is left to tell of an error here; what reached the disk is kept all the same.
  if (failed_.ok()) failed_ = write_rest();
  static_cast<void>(muxer_->finish());
  static_cast<void>(muxer_->file().keep_partial());
}

Status VideoWriterCore::keep(Status status) {
  if (failed_.ok()) failed_ = status;
  return status;
}

Status VideoWriterCore::write(const Frame& frame) {
  if (!failed_.ok()) return failed_;
  const std::string& path = muxer_->file().path();
  if (closed_) return failed_precondition(path + ": is finished already; open another writer");
  if (frame.image.empty()) return invalid_argument("cannot write " + path + ": the frame's picture is empty (0x0)");
  if (frame.timestamp_us <= last_us_ && !empty_) {
    return invalid_argument("cannot write " + path + ": a frame at " + seconds_text(frame.timestamp_us) +
                            " does not come after the one at " + seconds_text(last_us_) + "; times must grow");
  }
  if (std::exchange(empty_, false)) {
    origin_us_ = frame.timestamp_us;
    if (audio_ != nullptr) audio_->start_at(origin_us_);
  }
  last_us_ = frame.timestamp_us;
  SACCADE_TRY(keep(encoder_->send(frame.image, frame.timestamp_us - origin_us_).with_context("cannot write " + path)));
  return keep(write_packets());
}

Status VideoWriterCore::write_packets() {
  while (SACCADE_TRY(encoder_->receive(*packet_))) {
    // Sound first, up to where the picture is: a player reads both from one place of the file.
    const int64_t decode_us = av_rescale_q(packet_->dts, encoder_->time_base(), kMicroseconds);
    if (audio_ != nullptr) SACCADE_TRY(audio_->copy_until(origin_us_ + std::max<int64_t>(decode_us, 0)));
    SACCADE_TRY(muxer_->write(*packet_, *stream_, encoder_->time_base()));
  }
  return ok_status();
}

Status VideoWriterCore::write_rest() {
  SACCADE_TRY(encoder_->flush());
  SACCADE_TRY(write_packets());
  return audio_ == nullptr ? ok_status() : audio_->copy_until(last_us_ + frame_duration_us_);
}

Status VideoWriterCore::finish() {
  if (!failed_.ok()) return failed_;
  if (closed_) return failed_precondition(muxer_->file().path() + ": is finished already; open another writer");
  if (empty_) return failed_precondition("cannot write " + muxer_->file().path() + ": no frame was written to it");
  SACCADE_TRY(keep(write_rest()));
  SACCADE_TRY(keep(muxer_->finish()));
  closed_ = true;
  return muxer_->file().commit();
}

}  // namespace saccade
