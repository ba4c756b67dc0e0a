#include <utility>

#include "media/video_writer_core.h"
#include "saccade/video.h"

namespace saccade {

class VideoWriter::Impl {
 public:
  std::unique_ptr<VideoWriterCore> core;
};

Result<VideoWriter> VideoWriter::open(const std::string& path, int width, int height,
                                      const VideoWriterOptions& options) {
  const Container container = SACCADE_TRY(container_of(path));
  auto impl = std::make_unique<Impl>();
  impl->core =
      SACCADE_TRY(VideoWriterCore::create(SACCADE_TRY(OutputFile::create(path)), container, {width, height}, options));
  return VideoWriter(std::move(impl));
}

VideoWriter::VideoWriter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
VideoWriter::VideoWriter(VideoWriter&&) noexcept = default;
VideoWriter& VideoWriter::operator=(VideoWriter&&) noexcept = default;
VideoWriter::~VideoWriter() = default;

Status VideoWriter::write(const Frame& frame) { return impl_->core->write(frame); }

Status VideoWriter::finish() { return impl_->core->finish(); }

}  // namespace saccade
