#include "media/video_reader.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "media/file_end.h"

namespace saccade {
namespace {

// More threads than this only add memory and delay at the sizes people have.
constexpr int kMaxDecodeThreads = 8;
// A damaged stretch of a file may fail several reads before the demuxer finds the next whole packet.
constexpr int kMaxFailedReads = 64;
// The largest picture an Image holds (32768 a side); FFmpeg's own checks stop at about 268 megapixels.
constexpr int64_t kMaxPixels = int64_t{32768} * 32768;

double rate_of(AVRational rate) { return rate.num > 0 && rate.den > 0 ? av_q2d(rate) : 0.0; }

}  // namespace

Result<std::unique_ptr<VideoReader>> VideoReader::create(std::unique_ptr<PacketSource> source,
                                                         const VideoOptions& options, std::optional<KeyFrame> landing) {
  hush_ffmpeg();
  FrameSelector selector = SACCADE_TRY(FrameSelector::create(options));
  std::unique_ptr<VideoReader> reader(new VideoReader(std::move(source), std::move(selector)));
  if (reader->packet_ == nullptr || reader->frame_ == nullptr) return resource_exhausted("no memory for a video");
  SACCADE_TRY(reader->open_decoder(options));
  reader->describe();
  reader->landing_ = landing;
  return reader;
}

Status VideoReader::open_decoder(const VideoOptions& options) {
  const AVStream& stream = source_->stream();
  const std::string& name = source_->traits().name;
  if (stream.codecpar->codec_id == AV_CODEC_ID_NONE) {
    return data_loss(name + ": is damaged, cut off, or of a kind that FFmpeg does not know" + kFetchAgain);
  }
  const AVCodec* codec = avcodec_find_decoder(stream.codecpar->codec_id);
  if (codec == nullptr) {
    return unimplemented(name + ": FFmpeg has no decoder for " + avcodec_get_name(stream.codecpar->codec_id) +
                         "; `saccade doctor` lists what it has");
  }
  decoder_.reset(avcodec_alloc_context3(codec));
  if (decoder_ == nullptr) return resource_exhausted(name + ": no memory for its decoder");
  int error = avcodec_parameters_to_context(decoder_.get(), stream.codecpar);
  if (error < 0) return av_status(error, name);
  decoder_->pkt_timebase = stream.time_base;
  decoder_->max_pixels = kMaxPixels;
  decoder_->thread_count =
      options.decode_threads > 0 ? options.decode_threads : std::min(av_cpu_count(), kMaxDecodeThreads);
  // Frame threads hold back as many frames as there are threads: no good when somebody waits for them.
  if (source_->traits().live) {
    decoder_->thread_type = FF_THREAD_SLICE;
    decoder_->flags |= AV_CODEC_FLAG_LOW_DELAY;
  }
  error = avcodec_open2(decoder_.get(), codec, nullptr);
  return error < 0 ? av_status(error, name + ": cannot be decoded") : ok_status();
}

void VideoReader::describe() {
  const AVStream& stream = source_->stream();
  const SourceTraits& traits = source_->traits();
  if (const int32_t* matrix = display_matrix_of(stream)) orientation_ = orientation_of_display_matrix(matrix);
  info_.width = stream.codecpar->width;
  info_.height = stream.codecpar->height;
  if (swaps_sides(orientation_)) std::swap(info_.width, info_.height);
  info_.frames_per_second = rate_of(stream.avg_frame_rate);
  const double nominal = rate_of(stream.r_frame_rate);
  if (info_.frames_per_second <= 0) info_.frames_per_second = nominal;
  const double frame_duration_us = info_.frames_per_second > 0 ? 1e6 / info_.frames_per_second : 40000;
  const bool start_known = traits.start_us != AV_NOPTS_VALUE;
  clock_ = MediaClock(start_known ? std::optional(traits.start_us) : std::nullopt,
                      std::max<int64_t>(1, std::llround(frame_duration_us)));
  info_.live = traits.live;
  info_.has_audio = traits.has_audio;
  if (traits.live) return;
  info_.duration_us =
      stream.duration > 0 ? av_rescale_q(stream.duration, stream.time_base, kMicroseconds) : traits.duration_us;
  info_.frame_count = stream.nb_frames;
  if (info_.frame_count <= 0) {
    info_.frame_count = std::llround(static_cast<double>(info_.duration_us) * info_.frames_per_second / 1e6);
  }
}

Status VideoReader::damaged_frame(const std::string& how) {
  const std::string where = clock_.last_us() < 0 ? "at the start" : "after " + seconds_text(clock_.last_us());
  return data_loss(source_->traits().name + ": frame " + std::to_string(index_++) + " (" + where + ") " + how +
                   kFetchAgain);
}

Status VideoReader::feed_failed(int error) {
  // Damage may be followed by whole packets; everything else (a camera unplugged, a connection lost) is the end.
  if (error == AVERROR_INVALIDDATA && ++failed_reads_ < kMaxFailedReads) return ok_status();
  const SourceTraits& traits = source_->traits();
  if (error != AVERROR_EOF && error != AVERROR_INVALIDDATA && (traits.live || error != AVERROR(EIO))) {
    final_error_ = av_status(error, traits.name + ": lost after " + std::to_string(index_) + " frames" +
                                        (clock_.last_us() < 0 ? "" : ", at " + seconds_text(clock_.last_us())));
  }
  draining_ = true;
  const int sent = avcodec_send_packet(decoder_.get(), nullptr);
  return sent < 0 && sent != AVERROR_EOF ? damaged_frame("is damaged") : ok_status();
}

Status VideoReader::feed() {
  const int error = source_->read(*packet_);
  if (error < 0) return feed_failed(error);
  failed_reads_ = 0;
  const int sent = avcodec_send_packet(decoder_.get(), packet_.get());
  av_packet_unref(packet_.get());
  if (sent == AVERROR(ENOMEM)) return av_status(sent, source_->traits().name);
  return sent < 0 ? damaged_frame("is damaged") : ok_status();
}

// After a seek a decoder may begin with frames that refer to what was skipped: they belong before the key frame.
bool VideoReader::leads_to_start() {
  if (!landing_) return false;
  if (frame_->best_effort_timestamp != AV_NOPTS_VALUE && frame_->best_effort_timestamp < landing_->timestamp)
    return true;
  index_ = landing_->index;
  landing_.reset();
  return false;
}

Result<std::optional<Frame>> VideoReader::take_frame() {
  if (leads_to_start()) return std::nullopt;
  const int64_t claimed = frame_->best_effort_timestamp;
  const int64_t media_us = clock_.advance(
      claimed == AV_NOPTS_VALUE ? std::nullopt
                                : std::optional(av_rescale_q(claimed, decoder_->pkt_timebase, kMicroseconds)));
  const int64_t timestamp_us = selector_.stamp_us(index_, media_us);
  const FrameSelector::Verdict verdict = selector_.judge(timestamp_us);
  done_ = verdict == FrameSelector::Verdict::kEnd;
  if (verdict != FrameSelector::Verdict::kTake) {
    ++index_;
    return std::nullopt;
  }
  const bool damaged = (frame_->flags & AV_FRAME_FLAG_CORRUPT) != 0 || frame_->decode_error_flags != 0;
  if (damaged) return damaged_frame("is damaged");
  const int64_t index = index_++;
  const PixelFormat format = has_transparency(*frame_) ? PixelFormat::kRgba8 : PixelFormat::kRgb8;
  Result<Image> stored = converter_.convert(*frame_, format);
  if (!stored.ok()) return stored.error().with_context(source_->traits().name + ": frame " + std::to_string(index));
  Image image = SACCADE_TRY(apply_orientation(*stored, orientation_, *turned_pool_));
  return Frame{std::move(image), timestamp_us, index};
}

Status VideoReader::end() {
  done_ = true;
  const SourceTraits& traits = source_->traits();
  if (!final_error_.ok() || traits.live) return final_error_;
  const std::string length = traits.duration_us > clock_.last_us() ? " of " + seconds_text(traits.duration_us) : "";
  if (failed_reads_ > 0 || source_->cut_off()) {
    const std::string place =
        clock_.last_us() < 0 ? " before its first frame" : " after " + seconds_text(clock_.last_us()) + length;
    return data_loss(traits.name + ": is cut off" + place + " (" + std::to_string(index_) + " frames)" + kFetchAgain);
  }
  if (index_ == 0 && !landing_)
    return data_loss(traits.name + ": holds no frame; give a file that was recorded to its end");
  return ok_status();
}

Result<std::optional<Frame>> VideoReader::next() {
  while (!done_ && !selector_.finished()) {
    const int received = avcodec_receive_frame(decoder_.get(), frame_.get());
    if (received == AVERROR_EOF || (received == AVERROR(EAGAIN) && draining_)) {
      SACCADE_TRY(end());
      return std::nullopt;
    }
    if (received == AVERROR(EAGAIN)) {
      Status status = feed();
      if (!status.ok() && !landing_) return status;
      continue;
    }
    if (received < 0) {
      Status status = damaged_frame("is damaged");
      if (!landing_) return status;
      continue;
    }
    Result<std::optional<Frame>> frame = take_frame();
    av_frame_unref(frame_.get());
    if (!frame.ok() || frame->has_value()) return frame;
  }
  return std::nullopt;
}

}  // namespace saccade
