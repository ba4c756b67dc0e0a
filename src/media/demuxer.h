// Demuxer: the packets of a file, a camera ("camera:N") or a network stream ("rtsp://...") through libavformat.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
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

struct KeyFrame {
  int64_t timestamp = 0;  // when it is shown, in the stream's time base
  int64_t index = 0;      // frames shown before it
};

class Demuxer final : public PacketSource {
 public:
  // select() follows.
  static Result<std::unique_ptr<Demuxer>> open(const std::string& source);
  // Takes the stream of this type that a player would; invalid_argument when there is none. A cover picture is not a
  // video.
  Status select(AVMediaType type);
  // It is a file, and not a pipe.
  bool seekable() const;
  // Goes to the last key frame that is shown at or before this time. Empty when there is nothing to skip, or no way to
  // tell what: the source is then to be opened anew, as it has been read from.
  std::optional<KeyFrame> seek_key_frame(int64_t time_us);
  // Goes back to before this time of the source, or stays where it is when the source cannot.
  void seek(int64_t time_us);

  const SourceTraits& traits() const override { return traits_; }
  AVStream& stream() override { return *stream_; }
  int read(AVPacket& packet) override;
  bool cut_off() const override;

 private:
  using Clock = std::chrono::steady_clock;

  explicit Demuxer(std::string source);
  static int interrupted(void* demuxer);
  void restart_deadline();
  Status open_input();
  Status open_failure(int error) const;
  Status examine();
  void note_reached(const AVPacket& packet);
  struct Scan {
    std::optional<KeyFrame> key_frame;  // empty: unknown, or the first frame
    int64_t key_decode_time = 0;
  };
  Scan scan_until(int64_t timestamp);

  SourceKind kind_;
  SourceTraits traits_;
  AvInput input_;
  AVStream* stream_ = nullptr;
  bool duration_stated_ = false;         // by the container; otherwise guessed from the bit rate or the end
  int64_t reached_us_ = AV_NOPTS_VALUE;  // end of the latest packet of any stream
  Clock::time_point deadline_ = Clock::time_point::max();
};

}  // namespace saccade
