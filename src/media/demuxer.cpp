#include "media/demuxer.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <thread>
#include <utility>

#include "media/camera.h"

namespace saccade {
namespace {

// A camera gives a frame within a second or is gone; a network peer may need a handshake and a key frame first.
constexpr std::chrono::seconds kCameraTimeout{5};
constexpr std::chrono::seconds kNetworkTimeout{15};

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

bool always_live(std::string_view scheme) { return scheme != "http" && scheme != "https"; }

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
    if (errno == ENOENT || errno == ENOTDIR) return not_found(path + ": no such file");
    return av_status(AVERROR(errno), path);
  }
  if (S_ISDIR(facts.st_mode)) return invalid_argument(path + ": is a directory; name a file in it");
  if (::access(path.c_str(), R_OK) != 0) return permission_denied(path + ": may not be read by this user");
  if (S_ISREG(facts.st_mode) && facts.st_size == 0) return data_loss(path + ": is empty (0 bytes)");
  return ok_status();
}

Demuxer::Demuxer(std::string source) : kind_(source_kind(source)) { traits_.name = std::move(source); }

int Demuxer::interrupted(void* demuxer) { return Clock::now() > static_cast<Demuxer*>(demuxer)->deadline_ ? 1 : 0; }

void Demuxer::restart_deadline() {
  if (kind_ == SourceKind::kFile) return;
  deadline_ = Clock::now() + (kind_ == SourceKind::kCamera ? kCameraTimeout : kNetworkTimeout);
}

Result<std::unique_ptr<Demuxer>> Demuxer::open(const std::string& source, AVMediaType type) {
  hush_ffmpeg();
  std::unique_ptr<Demuxer> demuxer(new Demuxer(source));
  SACCADE_TRY(demuxer->open_input());
  SACCADE_TRY(demuxer->find_stream(type));
  return demuxer;
}

Status Demuxer::open_input() {
  AVFormatContext* context = avformat_alloc_context();
  if (context == nullptr) return resource_exhausted(traits_.name + ": no memory to open it");
  context->interrupt_callback = {&Demuxer::interrupted, this};
  AvOptions options;
  std::string url;
  const AVInputFormat* format = nullptr;
  if (kind_ == SourceKind::kFile) {
    const std::string path = source_path(traits_.name);
    if (Status status = check_readable_file(path); !status.ok()) {
      avformat_free_context(context);
      return status;
    }
    url = "file:" + path;
    // A playlist on disk must not reach for the network.
    options.set("protocol_whitelist", "file,crypto,data");
  } else if (kind_ == SourceKind::kCamera) {
    Result<Camera> camera = open_camera(traits_.name);
    if (!camera.ok()) {
      avformat_free_context(context);
      return camera.error();
    }
    url = camera->device;
    format = camera->format;
    context->flags |= AVFMT_FLAG_NONBLOCK;  // its blocking read cannot be interrupted when the camera falls silent
  } else {
    const std::string_view scheme = scheme_of(traits_.name);
    if (std::find(kSchemes.begin(), kSchemes.end(), scheme) == kSchemes.end()) {
      avformat_free_context(context);
      return invalid_argument(traits_.name +
                              ": unknown kind of address; known are rtsp, rtmp, http, https, udp, rtp, "
                              "srt and tcp, or give a file's path");
    }
    url = traits_.name;
    if (scheme.starts_with("rtsp")) options.set("rtsp_transport", "tcp");  // no frames torn by lost datagrams
    traits_.live = always_live(scheme);
  }
  restart_deadline();
  const int error = avformat_open_input(&context, url.c_str(), format, options.get());  // frees the context on failure
  if (error < 0) return av_status(error, traits_.name).with_context("cannot open");
  input_.reset(context);
  traits_.live = traits_.live || kind_ == SourceKind::kCamera;
  return ok_status();
}

Status Demuxer::find_stream(AVMediaType type) {
  restart_deadline();
  // A camera says all about itself when it is opened; looking at packets would cost its first frames.
  if (kind_ != SourceKind::kCamera) {
    const int error = avformat_find_stream_info(input_.get(), nullptr);
    if (error < 0) return av_status(error, traits_.name).with_context("cannot open");
  }
  const int index = av_find_best_stream(input_.get(), type, -1, -1, nullptr, 0);
  if (index < 0 || (input_->streams[index]->disposition & AV_DISPOSITION_ATTACHED_PIC) != 0) {
    return invalid_argument(traits_.name + ": has no " + av_get_media_type_string(type) + " in it");
  }
  stream_ = input_->streams[index];
  for (unsigned i = 0; i < input_->nb_streams; ++i) {
    traits_.has_audio = traits_.has_audio || input_->streams[i]->codecpar->codec_type == AVMEDIA_TYPE_AUDIO;
  }
  if (kind_ == SourceKind::kNetwork && !traits_.live) {
    traits_.live = input_->duration <= 0 && (input_->pb == nullptr || input_->pb->seekable == 0);
  }
  if (!traits_.live) {
    traits_.start_us = input_->start_time;
    traits_.duration_us = input_->duration > 0 ? input_->duration : 0;
    traits_.duration_exact = input_->duration > 0 && input_->duration_estimation_method == AVFMT_DURATION_FROM_STREAM;
  }
  return ok_status();
}

void Demuxer::note_reached(const AVPacket& packet) {
  const int64_t timestamp = packet.pts != AV_NOPTS_VALUE ? packet.pts : packet.dts;
  if (timestamp == AV_NOPTS_VALUE) return;
  const AVStream& stream = *input_->streams[packet.stream_index];
  const int64_t end_us = av_rescale_q(timestamp + packet.duration, stream.time_base, kMicroseconds);
  if (reached_us_ == AV_NOPTS_VALUE || end_us > reached_us_) reached_us_ = end_us;
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
