// Makes the files that our own writers do not: other codecs, layouts and containers, rotation, sound.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "media/ffmpeg.h"
#include "saccade/image.h"

namespace saccade {

struct MadeVideo {
  std::string path;  // its extension chooses the container
  const char* encoder = "libx264";
  AVPixelFormat layout = AV_PIX_FMT_YUV420P;
  int width = 64;
  int height = 48;
  AVRational time_base = {1, 1000};  // of the encoder
  std::vector<int64_t> times_us;     // one numbered_picture() each
  int first_number = 0;
  int key_frame_distance = 12;
  int b_frames = 0;
  int rotation_degrees = 0;             // clockwise, for display
  const char* audio_encoder = nullptr;  // "pcm_s16le", "aac": a tone as long as the picture
  const char* movflags = nullptr;
};
void make_video(const MadeVideo& wanted);

// count frames, 1/rate apart.
std::vector<int64_t> regular_times(int count, int rate);

// One picture through an encoder; `fill` sets the bytes of the frame's planes.
std::vector<uint8_t> encode_picture(const char* encoder, AVPixelFormat layout, int width, int height,
                                    const std::function<void(AVFrame&)>& fill);

}  // namespace saccade
