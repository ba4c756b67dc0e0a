#include "media/demuxer.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <limits>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "media/camera.h"
#include "media/file_end.h"

namespace saccade {
namespace {

// A camera gives a frame within a second or is gone; a network peer may need a handshake and a key frame first.
constexpr std::chrono::seconds kCameraTimeout{5};
constexpr std::chrono::seconds kNetworkTimeout{15};

// A container's duration is rounded, and its last frame's own duration often left out.
constexpr int64_t kMissingTail_us = 500000;

// Only these open a connection. FFmpeg knows more (concat:, subfile:, async: ...) that would let a name reach around.
constexpr std::array<std::string_view, 11> kSchemes = {"rtsp", "rtsps", "rtmp", "rtmps", "http", "https",
                                                       "udp",  "rtp",   "srt",  "tcp",   "tls"};

std::string_view scheme_of(std::string_view source) {
  const size_t end = source.find("://");
  if (end == std::string_view::npos) return {};
  const std::string_view scheme = source.substr(0, end);
  return std::all_of(scheme.begin(), scheme.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)); })
             ? scheme
             : std::string_view();
}

// What libavformat is told to open.
struct Address {
  std::string url;
  const AVInputFormat* format = nullptr;
  int flags = 0;
  const char* option = nullptr;
  const char* option_value = nullptr;
  bool live = false;
};

Result<Address> file_address(const std::string& source) {
  const std::string path = source_path(source);
  SACCADE_TRY(check_readable_file(path));
  // A playlist on disk must not reach for the network.
  return Address{.url = "file:" + path, .option = "protocol_whitelist", .option_value = "file,crypto,data"};
}

Result<Address> camera_address(const std::string& source) {
  const Camera camera = SACCADE_TRY(open_camera(source));
  // Not blocking: a read that waits cannot be interrupted when the camera falls silent.
  return Address{.url = camera.device, .format = camera.format, .flags = AVFMT_FLAG_NONBLOCK, .live = true};
}

Result<Address> network_address(const std::string& source) {
  const std::string_view scheme = scheme_of(source);
  if (std::find(kSchemes.begin(), kSchemes.end(), scheme) == kSchemes.end()) {
    return invalid_argument(source +
                            ": unknown kind of address; known are rtsp, rtmp, http, https, udp, rtp, srt and " +
                            "tcp, or give a file's path");
  }
  Address address{.url = source, .live = scheme != "http" && scheme != "https"};
  if (scheme.starts_with("rtsp")) {
    // No frames torn by lost datagrams.
    address.option = "rtsp_transport";
    address.option_value = "tcp";
  }
  return address;
}

}  // namespace

SourceKind source_kind(const std::string& source) {
  if (source.starts_with("camera:")) return SourceKind::kCamera;
  const std::string_view scheme = scheme_of(source);
  return scheme.empty() || scheme == "file" ? SourceKind::kFile : SourceKind::kNetwork;
}

std::string source_path(const std::string& source) { return source.starts_with("file://") ? source.substr(7) : source; }

Status check_readable_file(const std::string& path) {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return not_found(path + ": no such file; check the path");
    return av_status(AVERROR(errno), path);
  }
  if (S_ISDIR(facts.st_mode)) return invalid_argument(path + ": is a directory; name a file in it");
  if (::access(path.c_str(), R_OK) != 0)
    return permission_denied(path + ": may not be read by this user; run chmod +r on it, or be its owner");
  if (S_ISREG(facts.st_mode) && facts.st_size == 0) return data_loss(path + ": is empty (0 bytes)" + kFetchAgain);
  return ok_status();
}

Demuxer::Demuxer(std::string source) : kind_(source_kind(source)) { traits_.name = std::move(source); }

int Demuxer::interrupted(void* demuxer) { return Clock::now() > static_cast<Demuxer*>(demuxer)->deadline_ ? 1 : 0; }

void Demuxer::restart_deadline() {
  if (kind_ == SourceKind::kFile) return;
  deadline_ = Clock::now() + (kind_ == SourceKind::kCamera ? kCameraTimeout : kNetworkTimeout);
}

Result<std::unique_ptr<Demuxer>> Demuxer::open(const std::string& source) {
  hush_ffmpeg();
  std::unique_ptr<Demuxer> demuxer(new Demuxer(source));
  SACCADE_TRY(demuxer->open_input());
  SACCADE_TRY(demuxer->examine());
  return demuxer;
}

Status Demuxer::open_failure(int error) const {
  Status status = av_status(error, traits_.name + ": cannot be opened");
  const bool about_content = status.code() == StatusCode::kDataLoss || status.code() == StatusCode::kUnavailable;
  if (kind_ != SourceKind::kFile || !about_content) return status;
  return data_loss(traits_.name +
                   (is_cut_off(source_path(traits_.name))
                        ? ": is cut off and cannot be opened"
                        : ": is damaged, cut off, or not a picture or video that FFmpeg reads") +
                   kFetchAgain);
}

Status Demuxer::open_input() {
  Address address = SACCADE_TRY(kind_ == SourceKind::kFile     ? file_address(traits_.name)
                                : kind_ == SourceKind::kCamera ? camera_address(traits_.name)
                                                               : network_address(traits_.name));
  AVFormatContext* context = avformat_alloc_context();
  if (context == nullptr) return resource_exhausted(traits_.name + ": no memory to open it");
  context->interrupt_callback = {&Demuxer::interrupted, this};
  context->flags |= address.flags;
  AvOptions options;
  if (address.option != nullptr) options.set(address.option, address.option_value);
  restart_deadline();
  // Frees the context when it fails.
  const int error = avformat_open_input(&context, address.url.c_str(), address.format, options.get());
  if (error < 0) return open_failure(error);
  input_.reset(context);
  traits_.live = address.live;
  return ok_status();
}

Status Demuxer::examine() {
  restart_deadline();
  // A camera says all about itself when it is opened; looking at packets would cost its first frames.
  if (kind_ != SourceKind::kCamera) {
    const int error = avformat_find_stream_info(input_.get(), nullptr);
    if (error < 0) return open_failure(error);
  }
  for (unsigned i = 0; i < input_->nb_streams; ++i) {
    traits_.has_audio = traits_.has_audio || input_->streams[i]->codecpar->codec_type == AVMEDIA_TYPE_AUDIO;
  }
  if (kind_ == SourceKind::kNetwork && !traits_.live) {
    traits_.live = input_->duration <= 0 && (input_->pb == nullptr || input_->pb->seekable == 0);
  }
  if (traits_.live) return ok_status();
  traits_.duration_us = input_->duration > 0 ? input_->duration : 0;
  duration_stated_ = input_->duration > 0 && input_->duration_estimation_method == AVFMT_DURATION_FROM_STREAM;
  const int video = av_find_best_stream(input_.get(), AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
  const AVStream* stream = video < 0 ? nullptr : input_->streams[video];
  traits_.start_us = stream != nullptr && stream->start_time != AV_NOPTS_VALUE
                         ? av_rescale_q(stream->start_time, stream->time_base, kMicroseconds)
                         : input_->start_time;
  return ok_status();
}

Status Demuxer::select(AVMediaType type) {
  const int index = av_find_best_stream(input_.get(), type, -1, -1, nullptr, 0);
  if (index < 0 || (input_->streams[index]->disposition & AV_DISPOSITION_ATTACHED_PIC) != 0) {
    if (cut_off()) return data_loss(traits_.name + ": is cut off and cannot be opened" + kFetchAgain);
    return invalid_argument(traits_.name + ": has no " + av_get_media_type_string(type) +
                            " in it; give a file that has one");
  }
  stream_ = input_->streams[index];
  return ok_status();
}

void Demuxer::seek(int64_t time_us) {
  restart_deadline();
  const int64_t start_us = traits_.start_us == AV_NOPTS_VALUE ? 0 : traits_.start_us;
  avformat_seek_file(input_.get(), -1, std::numeric_limits<int64_t>::min(), time_us + start_us, time_us + start_us, 0);
}

void Demuxer::note_reached(const AVPacket& packet) {
  const int64_t timestamp = packet.pts != AV_NOPTS_VALUE ? packet.pts : packet.dts;
  if (timestamp == AV_NOPTS_VALUE) return;
  const AVStream& stream = *input_->streams[packet.stream_index];
  const int64_t end_us = av_rescale_q(timestamp + packet.duration, stream.time_base, kMicroseconds);
  if (reached_us_ == AV_NOPTS_VALUE || end_us > reached_us_) reached_us_ = end_us;
}

// Reads packets, which is hundreds of times faster than decoding, and counts the frames.
Demuxer::Scan Demuxer::scan_until(int64_t timestamp) {
  Scan scan;
  std::vector<int64_t> shown;
  const AvPacket packet(av_packet_alloc());
  while (packet != nullptr && read(*packet) == 0) {
    const AVPacket found = *packet;  // its data is not looked at
    av_packet_unref(packet.get());
    if (found.pts == AV_NOPTS_VALUE || found.dts == AV_NOPTS_VALUE) return {};
    if (found.dts > timestamp) break;  // nothing later is shown earlier
    if ((found.flags & AV_PKT_FLAG_DISCARD) != 0) continue;
    shown.push_back(found.pts);
    if ((found.flags & AV_PKT_FLAG_KEY) != 0 && found.pts <= timestamp) {
      scan.key_frame = {.timestamp = found.pts};
      scan.key_decode_time = found.dts;
    }
  }
  if (!scan.key_frame) return {};
  const int64_t key = scan.key_frame->timestamp;
  scan.key_frame->index = std::count_if(shown.begin(), shown.end(), [key](int64_t pts) { return pts < key; });
  return scan.key_frame->index > 0 ? scan : Scan{};
}

bool Demuxer::seekable() const {
  return kind_ == SourceKind::kFile && input_->pb != nullptr && (input_->pb->seekable & AVIO_SEEKABLE_NORMAL) != 0;
}

std::optional<KeyFrame> Demuxer::seek_key_frame(int64_t time_us) {
  if (traits_.start_us == AV_NOPTS_VALUE) return std::nullopt;
  const Scan scan = scan_until(av_rescale_q(time_us + traits_.start_us, kMicroseconds, stream_->time_base));
  if (!scan.key_frame) return std::nullopt;
  reached_us_ = AV_NOPTS_VALUE;
  const int64_t target = scan.key_decode_time;
  const int error =
      avformat_seek_file(input_.get(), stream_->index, std::numeric_limits<int64_t>::min(), target, target, 0);
  return error < 0 ? std::nullopt : scan.key_frame;
}

bool Demuxer::cut_off() const {
  // Demuxers take a lost connection for the end; what reads the bytes knows better.
  if (kind_ == SourceKind::kNetwork) return input_->pb != nullptr && input_->pb->error < 0;
  if (kind_ != SourceKind::kFile) return false;
  if (is_cut_off(source_path(traits_.name))) return true;
  // Formats without a stated length still may state how long they play.
  return duration_stated_ && reached_us_ != AV_NOPTS_VALUE && input_->start_time != AV_NOPTS_VALUE &&
         reached_us_ - input_->start_time + kMissingTail_us < input_->duration;
}

int Demuxer::read(AVPacket& packet) {
  restart_deadline();
  for (;;) {
    const int error = av_read_frame(input_.get(), &packet);
    if (error == AVERROR(EAGAIN) && kind_ != SourceKind::kFile) {
      if (Clock::now() > deadline_) return AVERROR(ETIMEDOUT);
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      continue;
    }
    if (error < 0) return error;
    note_reached(packet);
    if (packet.stream_index == stream_->index) return 0;
    av_packet_unref(&packet);
  }
}

}  // namespace saccade
