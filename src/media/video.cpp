#include "saccade/video.h"

#include <utility>

#include "media/demuxer.h"
#include "media/frame_selector.h"
#include "media/frame_source.h"
#include "media/read_image.h"
#include "media/video_reader.h"

namespace saccade {
namespace {

// A picture is a video of one frame at time 0.
class PictureSource final : public FrameSource {
 public:
  PictureSource(Image image, FrameSelector selector) : selector_(std::move(selector)) {
    info_.width = image.width();
    info_.height = image.height();
    info_.frame_count = 1;
    image_ = std::move(image);
  }

  const VideoInfo& info() const override { return info_; }

  Result<std::optional<Frame>> next() override {
    if (image_.empty() || selector_.judge(0) != FrameSelector::Verdict::kTake) return std::nullopt;
    return Frame{std::exchange(image_, Image()), 0, 0};
  }

 private:
  FrameSelector selector_;
  VideoInfo info_;
  Image image_;
};

Result<std::unique_ptr<Demuxer>> open_video(const std::string& source) {
  std::unique_ptr<Demuxer> demuxer = SACCADE_TRY(Demuxer::open(source));
  SACCADE_TRY(demuxer->select(AVMEDIA_TYPE_VIDEO));
  return demuxer;
}

Result<std::unique_ptr<FrameSource>> open_source(const std::string& source, const VideoOptions& options) {
  FrameSelector selector = SACCADE_TRY(FrameSelector::create(options));
  if (source_kind(source) == SourceKind::kFile) {
    const std::string path = source_path(source);
    SACCADE_TRY(check_readable_file(path));
    if (std::optional<Image> picture = SACCADE_TRY(read_still_picture(path))) {
      return std::make_unique<PictureSource>(*std::move(picture), std::move(selector));
    }
  }
  std::unique_ptr<Demuxer> demuxer = SACCADE_TRY(open_video(source));
  std::optional<KeyFrame> landing;
  // On a clock of the caller's own (fps) the place in the file is not known beforehand.
  if (options.start_us > 0 && options.fps == 0 && demuxer->seekable()) {
    landing = demuxer->seek_key_frame(options.start_us);
    if (!landing) demuxer = SACCADE_TRY(open_video(source));
  }
  return SACCADE_TRY(VideoReader::create(std::move(demuxer), options, landing));
}

}  // namespace

class Video::Impl {
 public:
  std::unique_ptr<FrameSource> source;
};

Result<Video> Video::open(const std::string& source, const VideoOptions& options) {
  auto impl = std::make_unique<Impl>();
  impl->source = SACCADE_TRY(open_source(source, options));
  return Video(std::move(impl));
}

Video::Video(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Video::Video(Video&&) noexcept = default;
Video& Video::operator=(Video&&) noexcept = default;
Video::~Video() = default;

const VideoInfo& Video::info() const { return impl_->source->info(); }

Result<std::optional<Frame>> Video::next() { return impl_->source->next(); }

}  // namespace saccade
