// Annotated pictures: one for a picture, or one a frame when the path holds {frame}.
#include "sinks/sink.h"

namespace saccade::cli {
namespace {

class PictureSink final : public Sink {
 public:
  explicit PictureSink(const std::string& path) : path_(path), every_frame_(frame_path(path, 0) != path) {}

  bool wants_picture() const override { return true; }

  Status write(const FrameRecord& record) override {
    if (record.picture.empty()) return ok_status();
    if (every_frame_) return write_image(frame_path(path_, record.index), record.picture);
    // Written at the end: by then it is known that there is only one.
    if (!only_.empty()) {
      return invalid_argument(path_ + " holds one picture and " + record.source->source->name +
                              " has more frames; put {frame} into the name, or use --max-frames 1");
    }
    only_ = record.picture;
    return ok_status();
  }

  Status finish() override { return only_.empty() ? ok_status() : write_image(path_, only_); }

 private:
  std::string path_;
  bool every_frame_;
  Image only_;
};

}  // namespace

std::unique_ptr<Sink> make_picture_sink(const std::string& path) { return std::make_unique<PictureSink>(path); }

}  // namespace saccade::cli
