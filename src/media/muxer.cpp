#include "media/muxer.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <utility>

namespace saccade {
namespace {

constexpr int kBuffer_bytes = 1 << 16;
// MP4's index takes up to about 40 bytes a packet (size, offset, duration, composition time, key frame, each once at
// most).
constexpr int64_t kIndex_bytes_per_packet = 64;
constexpr int64_t kHeader_bytes = 1 << 18;

const char* format_name(Container container) {
  switch (container) {
    case Container::kMp4:
      return "mp4";
    case Container::kMatroska:
      return "matroska";
    case Container::kMov:
      return "mov";
    case Container::kWebm:
      return "webm";
  }
  return "mp4";
}

// FFmpeg 7 promises not to change what it gives to be written.
#if LIBAVFORMAT_VERSION_MAJOR >= 61
using WrittenByte = const uint8_t;
#else
using WrittenByte = uint8_t;
#endif

}  // namespace

Result<Container> container_of(const std::string& path) {
  std::string extension = std::filesystem::path(path).extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  if (extension == ".mp4" || extension == ".m4v") return Container::kMp4;
  if (extension == ".mkv") return Container::kMatroska;
  if (extension == ".mov") return Container::kMov;
  if (extension == ".webm") return Container::kWebm;
  return invalid_argument("cannot write " + path + ": videos are written as .mp4, .mkv, .mov or .webm");
}

struct MuxerCallbacks {
  static int write(void* opaque, WrittenByte* bytes, int count) {
    auto* muxer = static_cast<Muxer*>(opaque);
    Status status = muxer->file_->write(muxer->position_, {bytes, static_cast<size_t>(count)});
    if (!status.ok()) {
      muxer->write_status_ = std::move(status);
      return AVERROR(EIO);
    }
    muxer->position_ += count;
    return count;
  }

  static int64_t seek(void* opaque, int64_t offset, int whence) {
    auto* muxer = static_cast<Muxer*>(opaque);
    if (whence == AVSEEK_SIZE) return muxer->file_->size_bytes();
    if (whence != SEEK_SET || offset < 0) return AVERROR(EINVAL);
    return muxer->position_ = offset;
  }
};

Result<std::unique_ptr<Muxer>> Muxer::create(std::unique_ptr<OutputFile> file, Container container) {
  hush_ffmpeg();
  std::unique_ptr<Muxer> muxer(new Muxer(std::move(file)));
  const int error = avformat_alloc_output_context2(&muxer->context_, nullptr, format_name(container), nullptr);
  if (error < 0) return muxer->failure(error);
  auto* buffer = static_cast<unsigned char*>(av_malloc(kBuffer_bytes));
  if (buffer == nullptr) return muxer->failure(AVERROR(ENOMEM));
  muxer->context_->pb =
      avio_alloc_context(buffer, kBuffer_bytes, 1, muxer.get(), nullptr, &MuxerCallbacks::write, &MuxerCallbacks::seek);
  if (muxer->context_->pb == nullptr) {
    av_free(buffer);
    return muxer->failure(AVERROR(ENOMEM));
  }
  return muxer;
}

Muxer::~Muxer() {
  if (context_ == nullptr) return;
  if (context_->pb != nullptr) av_freep(&context_->pb->buffer);
  avio_context_free(&context_->pb);
  avformat_free_context(context_);
}

Status Muxer::failure(int error) const {
  return write_status_.ok() ? av_status(error, "cannot write " + file_->path()) : write_status_;
}

bool Muxer::stores(AVCodecID codec) const {
  return avformat_query_codec(context_->oformat, codec, FF_COMPLIANCE_NORMAL) == 1;
}

Result<AVStream*> Muxer::add_stream(const AVCodecParameters& parameters, AVRational time_base) {
  AVStream* stream = avformat_new_stream(context_, nullptr);
  if (stream == nullptr) return failure(AVERROR(ENOMEM));
  const int error = avcodec_parameters_copy(stream->codecpar, &parameters);
  if (error < 0) return failure(error);
  stream->codecpar->codec_tag = 0;  // the source container's name for the codec; this one has its own
  stream->time_base = time_base;
  return stream;
}

Status Muxer::begin() {
  SACCADE_TRY(file_->reserve(kHeader_bytes));
  const int error = avformat_write_header(context_, nullptr);
  if (error < 0) return failure(error);
  begun_ = true;
  return ok_status();
}

Status Muxer::write(AVPacket& packet, AVStream& stream, AVRational time_base) {
  // Matroska holds a cluster of several seconds back until it is complete.
  given_bytes_ += packet.size;
  const int64_t unwritten_bytes = std::max<int64_t>(given_bytes_ - file_->size_bytes(), 0) + kBuffer_bytes;
  SACCADE_TRY(file_->reserve(kHeader_bytes + kIndex_bytes_per_packet * ++packet_count_ + unwritten_bytes));
  av_packet_rescale_ts(&packet, time_base, stream.time_base);
  packet.stream_index = stream.index;
  packet.pos = -1;
  const int error = av_write_frame(context_, &packet);
  av_packet_unref(&packet);
  if (error < 0) return failure(error);
  return context_->pb->error < 0 ? failure(context_->pb->error) : ok_status();
}

Status Muxer::finish() {
  if (!std::exchange(begun_, false)) return failure(AVERROR(EINVAL));
  context_->pb->error = 0;  // a write that failed must not keep the index from being tried
  const int error = av_write_trailer(context_);
  if (error < 0) return failure(error);
  avio_flush(context_->pb);
  return context_->pb->error < 0 ? failure(context_->pb->error) : ok_status();
}

}  // namespace saccade
