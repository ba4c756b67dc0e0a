// Pictures, videos, cameras and streams: in and out of files. Library: libsaccade_media (FFmpeg).
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "saccade/frame.h"

namespace saccade {

// PNG, JPEG, WebP, BMP, TIFF and whatever FFmpeg decodes; EXIF orientation applied. RGB, or RGBA when there is alpha.
// not_found, data_loss (damaged or cut off), unimplemented (no decoder): the message names the file.
Result<Image> read_image(const std::string& path);
// By extension: .png, .jpg, .jpeg, .webp, .bmp, .tiff. Written beside its place and renamed when whole.
Status write_image(const std::string& path, const Image& image);

struct VideoInfo {
  int width = 0, height = 0;     // after rotation
  double frames_per_second = 0;  // average; 0 when unknown
  int64_t frame_count = 0;       // 0 when unknown; where the container does not count, duration x rate
  int64_t duration_us = 0;       // 0 when unknown
  bool live = false;             // camera or network stream
  bool has_audio = false;
};

struct VideoOptions {
  double fps = 0;           // > 0: frame k is stamped round(k * 1e6 / fps) us instead of the media's time
  int64_t start_us = 0;     // first frame at or after this time
  int64_t end_us = -1;      // frames before this time; -1: to the end
  int every = 1;            // every n-th frame
  int64_t max_frames = -1;  // -1: all
  int decode_threads = 0;   // 0: by the machine; the frames are the same with any number
};

// Time 0 is where the video stream starts, or a live source's first frame; timestamps rise strictly. Colours follow the
// matrix and range that the file states, else BT.601 limited. A frame has its own size: it may change in the middle.
// One thread at a time.
class Video {
 public:
  // A file, "camera:N" (V4L2), or a URL (rtsp://, http://, ...). Pictures are videos of one frame. A camera that is
  // silent for 5 s, or a network for 15 s, is deadline_exceeded.
  static Result<Video> open(const std::string& source, const VideoOptions& options = {});
  Video(Video&&) noexcept;
  Video& operator=(Video&&) noexcept;
  ~Video();

  const VideoInfo& info() const;
  // The next frame in presentation order, rotation applied; empty at the end. An error is that of one frame: calling
  // again goes on with what follows.
  Result<std::optional<Frame>> next();

 private:
  class Impl;
  explicit Video(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

struct VideoWriterOptions {
  double frames_per_second = 30;  // a hint, and the last frame's duration; frames come when their timestamps say
  std::string audio_from = {};    // copy the audio of this file as it is; empty: none
  int threads = 0;                // of the encoder; 0: by the machine
};

// H.264 when FFmpeg has an encoder, else MPEG-4; VP9 or VP8 in .webm.
// Time 0 of the output is the first frame; distances in time are kept (to the microsecond in .mp4 and .mov, to the
// millisecond in .mkv and .webm), and of the audio what lies beside the frames. H.264 has even sides: an odd one is one
// pixel longer in the file, its last column or row twice. A frame of another size than the video's is scaled to fit,
// on black. One thread at a time.
class VideoWriter {
 public:
  // .mp4, .mkv, .mov, .webm. Errors (no such directory, no right, no encoder, audio that the container cannot hold)
  // name the path and the remedy.
  static Result<VideoWriter> open(const std::string& path, int width, int height,
                                  const VideoWriterOptions& options = {});
  VideoWriter(VideoWriter&&) noexcept;
  VideoWriter& operator=(VideoWriter&&) noexcept;
  ~VideoWriter();  // not finished: what is there becomes NAME.partial.EXT, playable

  // Timestamps must rise. resource_exhausted when the disk is full: what was written so far plays, see ~VideoWriter().
  Status write(const Frame& frame);
  // Renames to the final name once everything is on disk.
  Status finish();

 private:
  class Impl;
  explicit VideoWriter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace saccade
