// Files and pictures for the media tests.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "saccade/video.h"

namespace saccade {

// A folder of one test's own, removed with it.
class Scratch {
 public:
  Scratch() {
    std::string name = testing::TempDir() + "saccade_media_XXXXXX";
    folder_ = ::mkdtemp(name.data());
  }
  ~Scratch() { std::filesystem::remove_all(folder_); }
  std::string operator/(const std::string& name) const { return (folder_ / name).string(); }
  const std::filesystem::path& folder() const { return folder_; }
  // Names in the folder, sorted.
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }

 private:
  std::filesystem::path folder_;
};

inline std::vector<uint8_t> read_bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void write_bytes(const std::string& path, const std::vector<uint8_t>& bytes) {
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

using Rgb = std::array<uint8_t, 3>;

// A picture in which neighbours differ little, so that lossy formats keep it, and no two parts look alike.
inline Image gradient(PixelFormat format, int width, int height) {
  ImageBuilder builder = *ImageBuilder::create(format, width, height);
  const int channels = channel_count(format);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const int values[4] = {32 + 160 * x / width, 32 + 160 * y / height, 200 - 100 * (x + y) / (width + height),
                             255 - 128 * x / width};
      for (int c = 0; c < channels; ++c) builder.row(y)[x * channels + c] = static_cast<uint8_t>(values[c]);
    }
  }
  return std::move(builder).finish();
}

inline const uint8_t* pixel(const Image& image, int x, int y) {
  const HostPixels pixels = *image.host();
  return pixels.data + y * pixels.stride_bytes + static_cast<ptrdiff_t>(x) * bytes_per_pixel(image.format());
}

inline Rgb rgb_at(const Image& image, int x, int y) {
  const uint8_t* p = pixel(image, x, y);
  return {p[0], p[1], p[2]};
}

// Largest difference of any colour channel of two RGB or RGBA pictures; 256 when the sizes differ.
inline int largest_difference(const Image& a, const Image& b) {
  if (a.width() != b.width() || a.height() != b.height()) return 256;
  int largest = 0;
  for (int y = 0; y < a.height(); ++y) {
    for (int x = 0; x < a.width(); ++x) {
      for (int c = 0; c < 3; ++c) largest = std::max(largest, std::abs(pixel(a, x, y)[c] - pixel(b, x, y)[c]));
    }
  }
  return largest;
}

// A frame that shows its number: eight cells, white for one, black for zero, the lowest bit first.
inline Image numbered_picture(int number, int width, int height) {
  ImageBuilder builder = *ImageBuilder::create(PixelFormat::kRgb8, width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const uint8_t value = (number >> (x * 8 / width)) & 1 ? 235 : 20;
      std::fill_n(builder.row(y) + 3 * x, 3, value);
    }
  }
  return std::move(builder).finish();
}

inline int number_shown(const Image& image) {
  int number = 0;
  for (int bit = 0; bit < 8; ++bit) {
    const int x = (2 * bit + 1) * image.width() / 16;
    if (rgb_at(image, x, image.height() / 2)[0] > 128) number |= 1 << bit;
  }
  return number;
}

// Everything that a source gives.
struct Reading {
  std::vector<Frame> frames;
  std::vector<Status> errors;  // of opening, or of frames
};

inline Reading read_all(Video& video) {
  Reading reading;
  while (reading.errors.size() < 1000) {  // a reader that never ends is a failure, not a hang
    Result<std::optional<Frame>> frame = video.next();
    if (!frame.ok()) {
      reading.errors.push_back(frame.error());
    } else if (!*frame) {
      break;
    } else {
      reading.frames.push_back(**frame);
    }
  }
  return reading;
}

inline Reading read_all(const std::string& source, const VideoOptions& options = {}) {
  Result<Video> video = Video::open(source, options);
  if (!video.ok()) return {{}, {video.error()}};
  return read_all(*video);
}

inline std::vector<int64_t> times_of(const Reading& reading) {
  std::vector<int64_t> times;
  for (const Frame& frame : reading.frames) times.push_back(frame.timestamp_us);
  return times;
}

}  // namespace saccade
