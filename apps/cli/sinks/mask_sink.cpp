// Masks: a picture in gray for each frame that has one.
#include "sinks/sink.h"

namespace saccade::cli {
namespace {

class MaskSink final : public Sink {
 public:
  explicit MaskSink(const std::string& path) : path_(path) {}

  Status write(const FrameRecord& record) override {
    const Image mask = record.result == nullptr ? Image() : mask_of(*record.result);
    return mask.empty() ? ok_status() : write_image(frame_path(path_, record.index), mask);
  }

  Status finish() override { return ok_status(); }

 private:
  std::string path_;
};

}  // namespace

std::unique_ptr<Sink> make_mask_sink(const std::string& path) { return std::make_unique<MaskSink>(path); }

}  // namespace saccade::cli
