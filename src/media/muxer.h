// Muxer: encoded packets into an MP4, Matroska, MOV or WebM file.
#pragma once

#include <memory>
#include <string>

#include "media/ffmpeg.h"
#include "media/output_file.h"

namespace saccade {

enum class Container { kMp4, kMatroska, kMov, kWebm };
// By extension; invalid_argument listing those there are.
Result<Container> container_of(const std::string& path);

// Packets go out in the order in which they are written; nothing is held back. While packets are written, room for the
// file's last part (MP4's index) stays reserved, so that a full disk leaves a file that plays.
class Muxer {
 public:
  static Result<std::unique_ptr<Muxer>> create(std::unique_ptr<OutputFile> file, Container container);
  ~Muxer();

  // The container can hold this codec.
  bool stores(AVCodecID codec) const;
  bool wants_global_header() const { return (context_->oformat->flags & AVFMT_GLOBALHEADER) != 0; }
  // Before begin(). The stream belongs to the muxer; its time base is the container's choice after begin().
  Result<AVStream*> add_stream(const AVCodecParameters& parameters, AVRational time_base);
  Status begin();
  // `packet` counts in `time_base`; it is emptied.
  Status write(AVPacket& packet, AVStream& stream, AVRational time_base);
  // Writes the file's last part. OutputFile::commit() or keep_partial() follow.
  Status finish();
  OutputFile& file() { return *file_; }

 private:
  explicit Muxer(std::unique_ptr<OutputFile> file) : file_(std::move(file)) {}
  Status failure(int error) const;

  std::unique_ptr<OutputFile> file_;
  AVFormatContext* context_ = nullptr;
  int64_t position_ = 0;  // where FFmpeg writes next
  int64_t packet_count_ = 0;
  int64_t given_bytes_ = 0;  // of packets
  bool begun_ = false;
  Status write_status_;  // of the latest write that failed

  friend struct MuxerCallbacks;
};

}  // namespace saccade
