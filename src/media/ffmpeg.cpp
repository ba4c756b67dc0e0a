#include "media/ffmpeg.h"

#include <array>
#include <cerrno>
#include <cstdio>

#include "base/env.h"

namespace saccade {
namespace {

StatusCode code_of(int error) {
  switch (error) {
    case AVERROR(ENOENT):
    case AVERROR_HTTP_NOT_FOUND:
      return StatusCode::kNotFound;
    case AVERROR(EACCES):
    case AVERROR(EPERM):
    case AVERROR(EROFS):
    case AVERROR_HTTP_FORBIDDEN:
      return StatusCode::kPermissionDenied;
    case AVERROR_HTTP_UNAUTHORIZED:
      return StatusCode::kUnauthenticated;
    case AVERROR(ENOMEM):
    case AVERROR(ENOSPC):
    case AVERROR(EDQUOT):
    case AVERROR(EFBIG):
    case AVERROR(EMFILE):
      return StatusCode::kResourceExhausted;
    case AVERROR(EISDIR):
    case AVERROR(ENOTDIR):
    case AVERROR(ENAMETOOLONG):
      return StatusCode::kInvalidArgument;
    case AVERROR_INVALIDDATA:
    case AVERROR_EOF:
    case AVERROR_BUFFER_TOO_SMALL:
      return StatusCode::kDataLoss;
    case AVERROR_DECODER_NOT_FOUND:
    case AVERROR_ENCODER_NOT_FOUND:
    case AVERROR_DEMUXER_NOT_FOUND:
    case AVERROR_MUXER_NOT_FOUND:
    case AVERROR_PROTOCOL_NOT_FOUND:
    case AVERROR_PATCHWELCOME:
    case AVERROR(ENOSYS):
      return StatusCode::kUnimplemented;
    case AVERROR_EXIT:  // our interrupt callback: the deadline passed
    case AVERROR(ETIMEDOUT):
      return StatusCode::kDeadlineExceeded;
    default:
      return StatusCode::kUnavailable;
  }
}

}  // namespace

void hush_ffmpeg() {
  static const bool once = [] {
    if (environment("SACCADE_LOG") != "debug") av_log_set_level(AV_LOG_QUIET);
    return true;
  }();
  static_cast<void>(once);
}

std::string av_message(int error) {
  if (error == AVERROR_INVALIDDATA) return "damaged, cut off or not a known format";
  if (error == AVERROR_EOF) return "ends too early";
  if (error == AVERROR_EXIT) return "no answer in time";
  std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
  av_strerror(error, text.data(), text.size());
  return text.data();
}

Status av_status(int error, std::string_view subject) {
  return {code_of(error), std::string(subject) + ": " + av_message(error)};
}

const int32_t* display_matrix_of(const AVStream& stream) {
  // FFmpeg 6.1 moved the stream's side data into its codec parameters.
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(60, 31, 102)
  const AVPacketSideData* data = av_packet_side_data_get(
      stream.codecpar->coded_side_data, stream.codecpar->nb_coded_side_data, AV_PKT_DATA_DISPLAYMATRIX);
  if (data == nullptr || data->size < 9 * sizeof(int32_t)) return nullptr;
  return reinterpret_cast<const int32_t*>(data->data);
#else
  size_t size = 0;
  const uint8_t* data = av_stream_get_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
  return size < 9 * sizeof(int32_t) ? nullptr : reinterpret_cast<const int32_t*>(data);
#endif
}

std::string seconds_text(int64_t time_us) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.3f s", static_cast<double>(time_us) / 1e6);
  return text.data();
}

}  // namespace saccade
