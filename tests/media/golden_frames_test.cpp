// What the readers give against what the peer was fed when the goldens were recorded (OpenCV).
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "saccade/video.h"

namespace saccade {
namespace {

namespace fs = std::filesystem;

struct GoldenFrame {
  uint32_t crc32 = 0;  // of the RGB bytes, rows packed
  std::array<double, 3> mean_rgb{};
};

fs::path shared() {
  const char* folder = std::getenv("SACCADE_SHARED");
  return folder != nullptr ? fs::path(folder) : fs::path();
}

// Every stored frame of one media file, by index, from whatever solution recorded it.
std::map<int64_t, GoldenFrame> golden_frames(const std::string& media) {
  std::map<int64_t, GoldenFrame> frames;
  for (const auto& entry : fs::directory_iterator(shared() / "golden")) {
    if (!entry.path().filename().string().ends_with("__" + fs::path(media).stem().string() + ".json")) continue;
    const auto golden = nlohmann::json::parse(std::ifstream(entry.path()));
    for (const auto& frame : golden["frames"]) {
      frames[frame["index"]] = {frame["crc32"], frame["mean_rgb"]};
    }
  }
  return frames;
}

// zlib's CRC-32 (reflected, polynomial EDB88320) and the channel means of the RGB bytes; alpha is dropped.
GoldenFrame measure(const Image& image) {
  const HostPixels pixels = *image.host();
  const int step = bytes_per_pixel(image.format());
  GoldenFrame measured;
  uint32_t crc = 0xFFFFFFFF;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      for (int c = 0; c < 3; ++c) {
        const uint8_t value = pixels.data[y * pixels.stride_bytes + x * step + c];
        measured.mean_rgb[c] += value;
        crc ^= value;
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320 : 0);
      }
    }
  }
  for (double& mean : measured.mean_rgb) mean /= static_cast<double>(image.width()) * image.height();
  measured.crc32 = ~crc;
  return measured;
}

class GoldenFrames : public testing::TestWithParam<const char*> {};

TEST_P(GoldenFrames, AreTheBytesThatThePeerWasFed) {
  if (!fs::exists(shared() / "golden")) GTEST_SKIP() << "skipped: ../shared is not there";
  const std::map<int64_t, GoldenFrame> expected = golden_frames(GetParam());
  ASSERT_FALSE(expected.empty());
  Result<Video> video = Video::open((shared() / "testdata" / GetParam()).string(), {.max_frames = 60});
  ASSERT_TRUE(video.ok()) << video.error().to_string();
  size_t compared = 0;
  for (int64_t index = 0;; ++index) {
    Result<std::optional<Frame>> frame = video->next();
    ASSERT_TRUE(frame.ok()) << frame.error().to_string();
    if (!*frame) break;
    EXPECT_EQ((*frame)->index, index);
    const auto golden = expected.find(index);
    if (golden == expected.end()) continue;
    const GoldenFrame measured = measure((*frame)->image);
    EXPECT_EQ(measured.crc32, golden->second.crc32) << "frame " << index;
    ++compared;
  }
  EXPECT_EQ(compared, expected.size());
}

INSTANTIATE_TEST_SUITE_P(Media, GoldenFrames,
                         testing::Values("talking.mp4", "two_talking.mp4", "dancing.mp4", "pose_squats.mp4",
                                         "portrait.png", "two_faces.png"));

// JPEG decoders may differ by a unit per coefficient (T.83 leaves them that), so here the means must agree.
TEST(GoldenJpeg, HasThePeersMeanColour) {
  if (!fs::exists(shared() / "golden")) GTEST_SKIP() << "skipped: ../shared is not there";
  const std::map<int64_t, GoldenFrame> expected = golden_frames("hands.jpg");
  ASSERT_EQ(expected.size(), 1u);
  const Result<Image> image = read_image((shared() / "testdata" / "hands.jpg").string());
  ASSERT_TRUE(image.ok()) << image.error().to_string();
  const GoldenFrame measured = measure(*image);
  for (int c = 0; c < 3; ++c) EXPECT_NEAR(measured.mean_rgb[c], expected.at(0).mean_rgb[c], 0.05);
}

}  // namespace
}  // namespace saccade
