// The eight EXIF orientations, in every format that carries them.
#include "media/orientation.h"

#include <gtest/gtest.h>

#include <array>
#include <cstring>

#include "media/exif.h"
#include "media/ffmpeg.h"
#include "picture_maker.h"
#include "saccade/video.h"
#include "scratch.h"

namespace saccade {
namespace {

// Six cells, 3 across and 2 down, as they are stored:   A B C
//                                                       D E F
constexpr int kCell_px = 16;
constexpr std::array<std::array<uint8_t, 3>, 6> kColours = {
    {{250, 20, 20}, {20, 250, 20}, {20, 20, 250}, {240, 240, 20}, {20, 240, 240}, {240, 240, 240}}};

// What each orientation shows of them (EXIF 2.3, tag 274), row by row.
constexpr std::array<const char*, 8> kShown = {"ABC DEF",  "CBA FED",  "FED CBA",  "DEF ABC",
                                               "AD BE CF", "DA EB FC", "FC EB DA", "CF BE AD"};

Image cells() {
  ImageBuilder builder = *ImageBuilder::create(PixelFormat::kRgb8, 3 * kCell_px, 2 * kCell_px);
  for (int y = 0; y < builder.height(); ++y) {
    for (int x = 0; x < builder.width(); ++x) {
      std::copy_n(kColours[y / kCell_px * 3 + x / kCell_px].begin(), 3, builder.row(y) + 3 * x);
    }
  }
  return std::move(builder).finish();
}

char cell_at(const Image& image, int column, int row) {
  const Rgb found = rgb_at(image, column * kCell_px + kCell_px / 2, row * kCell_px + kCell_px / 2);
  for (size_t i = 0; i < kColours.size(); ++i) {
    int distance = 0;
    for (int c = 0; c < 3; ++c) distance = std::max(distance, std::abs(found[c] - kColours[i][c]));
    if (distance < 40) return static_cast<char>('A' + i);
  }
  return '?';
}

std::string shown(const Image& image) {
  std::string text;
  for (int row = 0; row < image.height() / kCell_px; ++row) {
    if (row > 0) text += ' ';
    for (int column = 0; column < image.width() / kCell_px; ++column) text += cell_at(image, column, row);
  }
  return text;
}

class StoredOrientation : public testing::TestWithParam<const char*> {};

TEST_P(StoredOrientation, IsApplied) {
  const Scratch scratch;
  const std::string path = scratch / (std::string("cells") + GetParam());
  ASSERT_TRUE(write_image(path, cells()).ok());
  const std::vector<uint8_t> upright = read_bytes(path);
  for (int number = 1; number <= 8; ++number) {
    write_bytes(path, with_orientation(upright, static_cast<Orientation>(number)));
    const Result<Image> image = read_image(path);
    ASSERT_TRUE(image.ok()) << image.error().to_string();
    EXPECT_EQ(shown(*image), kShown[number - 1]) << "orientation " << number;
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, StoredOrientation, testing::Values(".png", ".jpg", ".webp", ".tiff"));

TEST(Orientation, TurnsPicturesOfEveryPixelSizeAndShape) {
  for (const PixelFormat format : {PixelFormat::kGray8, PixelFormat::kRgb8, PixelFormat::kRgba8}) {
    const Image stored = gradient(format, 70, 41);  // neither side a multiple of a block
    for (int number = 1; number <= 8; ++number) {
      const auto orientation = static_cast<Orientation>(number);
      const Image turned = *apply_orientation(stored, orientation, *FramePool::make());
      ASSERT_EQ(turned.width(), swaps_sides(orientation) ? 41 : 70);
      for (int y = 0; y < turned.height(); ++y) {
        for (int x = 0; x < turned.width(); ++x) {
          const int u = swaps_sides(orientation) ? y : x;  // along the stored picture's sides, before mirroring
          const int v = swaps_sides(orientation) ? x : y;
          const bool mirror_u = number == 2 || number == 3 || number == 7 || number == 8;
          const bool mirror_v = number == 3 || number == 4 || number == 6 || number == 7;
          const uint8_t* expected = pixel(stored, mirror_u ? 69 - u : u, mirror_v ? 40 - v : v);
          ASSERT_EQ(std::memcmp(pixel(turned, x, y), expected, channel_count(format)), 0)
              << number << " " << x << "," << y;
        }
      }
    }
  }
}

TEST(Orientation, OfADisplayMatrixIsItsNearestQuarterTurn) {
  int32_t matrix[9];
  const auto at = [&matrix](double degrees) {
    av_display_rotation_set(matrix, degrees);
    return orientation_of_display_matrix(matrix);
  };
  EXPECT_EQ(at(0), Orientation::kUpright);
  EXPECT_EQ(at(90), Orientation::kRotated90);
  EXPECT_EQ(at(180), Orientation::kRotated180);
  EXPECT_EQ(at(270), Orientation::kRotated270);
  EXPECT_EQ(at(80), Orientation::kRotated90);
  av_display_rotation_set(matrix, 0);
  av_display_matrix_flip(matrix, 1, 0);
  EXPECT_EQ(orientation_of_display_matrix(matrix), Orientation::kMirrored);
  av_display_matrix_flip(matrix, 1, 1);
  EXPECT_EQ(orientation_of_display_matrix(matrix), Orientation::kFlipped);
}

TEST(Exif, DamagedOrAbsentOrientationIsUpright) {
  const std::vector<uint8_t> good = {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 18, 1, 3,
                                     0,   1,   0,  0, 0, 6, 0, 0, 0, 0, 0,  0, 0};
  EXPECT_EQ(read_tiff_facts(good).orientation, Orientation::kRotated90);
  for (size_t size = 0; size < 20; ++size) {
    const std::vector<uint8_t> prefix(good.begin(), good.begin() + static_cast<ptrdiff_t>(size));
    EXPECT_EQ(read_tiff_facts(prefix).orientation, Orientation::kUpright) << size;
  }
  std::vector<uint8_t> bad = good;
  bad[18] = 9;
  EXPECT_EQ(read_tiff_facts(bad).orientation, Orientation::kUpright);
  bad = good;
  bad[4] = bad[5] = bad[6] = bad[7] = 0xFF;
  EXPECT_EQ(read_tiff_facts(bad).orientation, Orientation::kUpright);
}

}  // namespace
}  // namespace saccade
