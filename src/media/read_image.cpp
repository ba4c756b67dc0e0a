#include "media/read_image.h"

#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <utility>
#include <vector>

#include "media/demuxer.h"
#include "media/picture_decoder.h"
#include "media/picture_file.h"
#include "saccade/video.h"

namespace saccade {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

// Motion JPEG is one picture after the other under the first bytes of the first.
bool named_as_motion_jpeg(const std::string& path) { return path.ends_with(".mjpg") || path.ends_with(".mjpeg"); }

Result<std::vector<uint8_t>> read_rest(std::FILE* file, std::span<const uint8_t> head, int64_t size_bytes) {
  std::vector<uint8_t> bytes;
  try {
    bytes.resize(static_cast<size_t>(size_bytes));
  } catch (const std::bad_alloc&) {
    return resource_exhausted("no memory for a file of " + std::to_string(size_bytes) + " bytes");
  }
  std::copy(head.begin(), head.end(), bytes.begin());
  const size_t count = std::fread(bytes.data() + head.size(), 1, bytes.size() - head.size(), file);
  if (std::ferror(file) != 0) return data_loss("cannot be read to its end; check the disk, or copy it again");
  bytes.resize(head.size() + count);  // shorter than it was a moment ago
  return bytes;
}

Result<std::optional<Image>> read_still(const std::string& path) {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) != 0 || !S_ISREG(facts.st_mode))
    return std::nullopt;  // a pipe is read once, by FFmpeg
  const File file(std::fopen(path.c_str(), "rbe"));
  if (file == nullptr) return unavailable(std::string("cannot be opened: ") + std::strerror(errno));
  std::array<uint8_t, 32> start{};
  const std::span<const uint8_t> head(start.data(), std::fread(start.data(), 1, start.size(), file.get()));
  const std::optional<PictureFormat> format = picture_format(head);
  if (!format || (*format == PictureFormat::kJpeg && named_as_motion_jpeg(path))) return std::nullopt;
  const std::vector<uint8_t> bytes =
      SACCADE_TRY(read_rest(file.get(), head, std::max<int64_t>(facts.st_size, static_cast<int64_t>(head.size()))));
  const PictureFile picture = SACCADE_TRY(inspect_picture(*format, bytes));
  if (picture.animated) return std::nullopt;
  return SACCADE_TRY(decode_picture(picture, bytes));
}

}  // namespace

Result<std::optional<Image>> read_still_picture(const std::string& path) {
  Result<std::optional<Image>> image = read_still(path);
  if (!image.ok()) return image.error().with_context(path);
  return image;
}

Result<Image> read_image(const std::string& path) {
  SACCADE_TRY(check_readable_file(path));
  std::optional<Image> picture = SACCADE_TRY(read_still_picture(path));
  if (picture) return *std::move(picture);
  // GIF, PPM, JPEG XL, the first frame of a video: whatever else FFmpeg reads.
  VideoOptions options;
  options.max_frames = 1;
  Video video = SACCADE_TRY(Video::open("file://" + path, options));
  std::optional<Frame> frame = SACCADE_TRY(video.next());
  if (!frame) return data_loss(path + ": holds no picture; give a file that has one");
  return std::move(frame->image);
}

}  // namespace saccade
