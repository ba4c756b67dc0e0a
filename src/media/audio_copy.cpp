#include "media/audio_copy.h"

#include <utility>

namespace saccade {

Result<std::unique_ptr<AudioCopy>> AudioCopy::open(const std::string& source, Muxer& muxer) {
  std::unique_ptr<Demuxer> demuxer = SACCADE_TRY(Demuxer::open(source));
  if (!demuxer->traits().has_audio) return std::unique_ptr<AudioCopy>();
  SACCADE_TRY(demuxer->select(AVMEDIA_TYPE_AUDIO));
  const AVCodecParameters& parameters = *demuxer->stream().codecpar;
  if (!muxer.stores(parameters.codec_id)) {
    return invalid_argument("cannot write " + muxer.file().path() + ": it cannot hold the sound of " + source + " (" +
                            avcodec_get_name(parameters.codec_id) + "); write .mkv instead");
  }
  AVStream* target = SACCADE_TRY(muxer.add_stream(parameters, demuxer->stream().time_base));
  std::unique_ptr<AudioCopy> copy(new AudioCopy(std::move(demuxer), muxer, *target));
  if (copy->packet_ == nullptr) return resource_exhausted("no memory for a packet of sound");
  return copy;
}

void AudioCopy::start_at(int64_t source_us) {
  origin_us_ = source_us;
  const int64_t start_us = source_->traits().start_us == AV_NOPTS_VALUE ? 0 : source_->traits().start_us;
  shift_ = av_rescale_q(start_us + source_us, kMicroseconds, source_->stream().time_base);
  source_->seek(source_us);
}

bool AudioCopy::fetch() {
  if (pending_) return true;
  const int64_t start_us = source_->traits().start_us == AV_NOPTS_VALUE ? 0 : source_->traits().start_us;
  while (!ended_ && !pending_) {
    if (source_->read(*packet_) < 0) {
      ended_ = true;
      break;
    }
    packet_us_ = packet_->pts == AV_NOPTS_VALUE
                     ? AV_NOPTS_VALUE
                     : av_rescale_q(packet_->pts, source_->stream().time_base, kMicroseconds) - start_us;
    // Without a time, or before the start (which also drops what a codec primes itself with): no place for it.
    pending_ = packet_us_ != AV_NOPTS_VALUE && packet_us_ >= origin_us_;
    if (!pending_) av_packet_unref(packet_.get());
  }
  return pending_;
}

Status AudioCopy::copy_until(int64_t source_us) {
  const AVRational time_base = source_->stream().time_base;
  while (fetch() && packet_us_ < source_us) {
    packet_->pts -= shift_;
    packet_->dts = packet_->dts == AV_NOPTS_VALUE ? packet_->pts : packet_->dts - shift_;
    pending_ = false;
    SACCADE_TRY(muxer_.write(*packet_, target_, time_base));
  }
  return ok_status();
}

}  // namespace saccade
