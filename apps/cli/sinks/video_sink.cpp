// Annotated video with the source's timestamps and audio.
#include <optional>

#include "sinks/sink.h"

namespace saccade::cli {
namespace {

class VideoSink final : public Sink {
 public:
  explicit VideoSink(std::string path) : path_(std::move(path)) {}

  bool wants_picture() const override { return true; }

  Status write(const FrameRecord& record) override {
    if (record.picture.empty()) return ok_status();
    if (!writer_) SACCADE_TRY(open(record));
    return writer_->write({record.picture, record.timestamp_us, record.index});
  }

  Status finish() override {
    if (writer_) return writer_->finish();
    return data_loss("nothing to write to " + path_ + ": no frame could be decoded");
  }

 private:
  // The size is known for certain with the first frame only.
  Status open(const FrameRecord& record) {
    VideoWriterOptions options;
    if (record.source->frames_per_second > 0) options.frames_per_second = record.source->frames_per_second;
    if (record.source->copy_audio) options.audio_from = record.source->source->name;
    writer_ = SACCADE_TRY(VideoWriter::open(path_, record.picture.width(), record.picture.height(), options));
    return ok_status();
  }

  std::string path_;
  std::optional<VideoWriter> writer_;
};

}  // namespace

std::unique_ptr<Sink> make_video_sink(const std::string& path) { return std::make_unique<VideoSink>(path); }

}  // namespace saccade::cli
