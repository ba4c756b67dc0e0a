// Demuxer: the packets of a file, a camera ("camera:N") or a network stream ("rtsp://...") through libavformat.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "media/packet_source.h"

namespace saccade {

// What a source's name stands for.
enum class SourceKind { kFile, kCamera, kNetwork };
SourceKind source_kind(const std::string& source);
// A file's path: "file://" taken off.
std::string source_path(const std::string& source);

// Ok when `path` can be a media file; else not_found, invalid_argument (a directory), permission_denied, data_loss
// (empty), naming it.
Status check_readable_file(const std::string& path);

class Demuxer final : public PacketSource {
 public:
  // Opens `source` and finds its first stream of the type; invalid_argument when it has none.
  static Result<std::unique_ptr<Demuxer>> open(const std::string& source, AVMediaType type = AVMEDIA_TYPE_VIDEO);

  const SourceTraits& traits() const override { return traits_; }
  AVStream& stream() override { return *stream_; }
  int read(AVPacket& packet) override;
  int64_t reached_us() const override { return reached_us_; }

 private:
  using Clock = std::chrono::steady_clock;

  explicit Demuxer(std::string source);
  static int interrupted(void* demuxer);
  void restart_deadline();
  Status open_input();
  Status find_stream(AVMediaType type);
  void note_reached(const AVPacket& packet);

  SourceKind kind_;
  SourceTraits traits_;
  AvInput input_;
  AVStream* stream_ = nullptr;
  int64_t reached_us_ = AV_NOPTS_VALUE;
  Clock::time_point deadline_ = Clock::time_point::max();
};

}  // namespace saccade
