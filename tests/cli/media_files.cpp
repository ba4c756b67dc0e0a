#include "media_files.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "saccade/models.h"
#include "saccade/video.h"

namespace saccade::cli {
namespace {

Image striped_image(int width, int height, int seed) {
  ImageBuilder builder = *ImageBuilder::create(PixelFormat::kRgb8, width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < 3 * width; ++x) builder.row(y)[x] = static_cast<uint8_t>((x / 3 + 2 * y + 5 * seed) % 200 + 20);
  }
  return std::move(builder).finish();
}

}  // namespace

void make_picture(const std::string& path, int width, int height, int seed) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  const Status status = write_image(path, striped_image(width, height, seed));
  ASSERT_TRUE(status.ok()) << status.to_string();
}

void make_video(const std::string& path, int frames, int width, int height) {
  Result<VideoWriter> writer = VideoWriter::open(path, width, height, {.frames_per_second = 25, .audio_from = ""});
  ASSERT_TRUE(writer) << writer.error().to_string();
  for (int i = 0; i < frames; ++i) {
    ASSERT_TRUE(writer->write({striped_image(width, height, i), i * 40'000, i}).ok());
  }
  ASSERT_TRUE(writer->finish().ok());
}

std::optional<std::string> shared_media(const std::string& name) {
  const char* shared = std::getenv("SACCADE_SHARED");
  if (shared == nullptr) return std::nullopt;
  const std::string path = std::string(shared) + "/testdata/" + name;
  return std::filesystem::exists(path) ? std::optional(path) : std::nullopt;
}

bool has_face_models() {
  return find_model("face_detection_short_range").has_value() && find_model("face_landmark").has_value();
}

}  // namespace saccade::cli
