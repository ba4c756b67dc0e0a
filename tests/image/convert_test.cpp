#include "image/convert.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace saccade {
namespace {

Image image_of(PixelFormat format, int width, std::vector<uint8_t> bytes) {
  return *Image::copy(format, width, 1, {bytes.data(), static_cast<ptrdiff_t>(bytes.size())});
}

std::vector<uint8_t> bytes_of(const Image& image) {
  const uint8_t* data = image.host()->data;
  return {data, data + image.width() * bytes_per_pixel(image.format())};
}

std::vector<uint8_t> converted(const Image& image, PixelFormat format) { return bytes_of(*convert(image, format)); }

TEST(Convert, ReordersColourChannels) {
  const Image rgb = image_of(PixelFormat::kRgb8, 2, {1, 2, 3, 4, 5, 6});
  EXPECT_EQ(converted(rgb, PixelFormat::kBgr8), (std::vector<uint8_t>{3, 2, 1, 6, 5, 4}));
  EXPECT_EQ(converted(rgb, PixelFormat::kRgba8), (std::vector<uint8_t>{1, 2, 3, 255, 4, 5, 6, 255}));
  EXPECT_EQ(converted(rgb, PixelFormat::kBgra8), (std::vector<uint8_t>{3, 2, 1, 255, 6, 5, 4, 255}));
}

TEST(Convert, KeepsAlphaBetweenFormatsThatHaveItAndDropsItElsewhere) {
  const Image bgra = image_of(PixelFormat::kBgra8, 1, {3, 2, 1, 77});
  EXPECT_EQ(converted(bgra, PixelFormat::kRgba8), (std::vector<uint8_t>{1, 2, 3, 77}));
  EXPECT_EQ(converted(bgra, PixelFormat::kRgb8), (std::vector<uint8_t>{1, 2, 3}));
}

TEST(Convert, GrayIsBt601Luma) {
  for (const std::vector<uint8_t>& rgb : {std::vector<uint8_t>{255, 255, 255}, {0, 0, 0}, {200, 30, 90}, {7, 250, 3}}) {
    const double expected = 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
    EXPECT_NEAR(converted(image_of(PixelFormat::kRgb8, 1, rgb), PixelFormat::kGray8)[0], expected, 0.51);
  }
}

TEST(Convert, GrayBecomesEqualColourChannels) {
  EXPECT_EQ(converted(image_of(PixelFormat::kGray8, 2, {9, 200}), PixelFormat::kRgba8),
            (std::vector<uint8_t>{9, 9, 9, 255, 200, 200, 200, 255}));
}

TEST(Convert, MasksAreUnitFloatsAndClampOnTheWayBack) {
  const float values[] = {-1.f, 0.5f, 2.f, NAN};
  const Image mask = *Image::copy(PixelFormat::kGrayF32, 4, 1, {reinterpret_cast<const uint8_t*>(values), 16});
  EXPECT_EQ(converted(mask, PixelFormat::kGray8), (std::vector<uint8_t>{0, 128, 255, 0}));

  const Image unit = *convert(image_of(PixelFormat::kGray8, 2, {51, 255}), PixelFormat::kGrayF32);
  const auto* floats = reinterpret_cast<const float*>(unit.host()->data);
  EXPECT_FLOAT_EQ(floats[0], 0.2f);
  EXPECT_FLOAT_EQ(floats[1], 1.f);
}

TEST(Convert, TheSameFormatSharesThePixels) {
  const Image rgb = image_of(PixelFormat::kRgb8, 1, {1, 2, 3});
  EXPECT_EQ(convert(rgb, PixelFormat::kRgb8)->host()->data, rgb.host()->data);
}

TEST(Convert, AnEmptyImageIsAnError) {
  EXPECT_EQ(convert(Image(), PixelFormat::kRgb8).error().code(), StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace saccade
