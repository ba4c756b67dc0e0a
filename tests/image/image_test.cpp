#include "saccade/image.h"

#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <utility>
#include <vector>

namespace saccade {
namespace {

constexpr std::array<uint8_t, 12> kFourRgbPixels = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

TEST(Image, CopyKeepsThePixelsWhenTheSourceIsGone) {
  std::vector<uint8_t> source(kFourRgbPixels.begin(), kFourRgbPixels.end());

  Image image = *Image::copy(PixelFormat::kRgb8, 2, 2, {source.data(), 6});
  std::fill(source.begin(), source.end(), 0);

  const HostPixels pixels = *image.host();
  EXPECT_EQ(std::memcmp(pixels.data, kFourRgbPixels.data(), 6), 0);
  EXPECT_EQ(std::memcmp(pixels.data + pixels.stride_bytes, kFourRgbPixels.data() + 6, 6), 0);
}

TEST(Image, CopyFollowsANegativeStride) {
  Image image = *Image::copy(PixelFormat::kRgb8, 2, 2, {kFourRgbPixels.data() + 6, -6});

  const HostPixels pixels = *image.host();
  EXPECT_EQ(pixels.data[0], 7);
  EXPECT_EQ(pixels.data[pixels.stride_bytes], 1);
}

TEST(Image, WrapBorrowsAndReleasesOnceAfterTheLastCopy) {
  int releases = 0;
  {
    Image image = *Image::wrap(PixelFormat::kGray8, 12, 1, {kFourRgbPixels.data(), 12}, [&] { ++releases; });
    Image copy = image;
    image = Image();
    EXPECT_EQ(copy.host()->data, kFourRgbPixels.data());
    EXPECT_EQ(releases, 0);
  }
  EXPECT_EQ(releases, 1);
}

TEST(Image, WrapDoesNotReleaseWhatItRefuses) {
  int releases = 0;
  EXPECT_FALSE(Image::wrap(PixelFormat::kGray8, 0, 1, {kFourRgbPixels.data(), 12}, [&] { ++releases; }));
  EXPECT_EQ(releases, 0);
}

TEST(Image, RefusesImpossibleSizesStridesAndPointers) {
  const auto code = [](int width, int height, HostPixels pixels) {
    return Image::copy(PixelFormat::kRgb8, width, height, pixels).error().code();
  };
  const uint8_t* data = kFourRgbPixels.data();
  EXPECT_EQ(code(0, 2, {data, 6}), StatusCode::kInvalidArgument);
  EXPECT_EQ(code(2, -1, {data, 6}), StatusCode::kInvalidArgument);
  EXPECT_EQ(code(32769, 1, {data, 32769 * 3}), StatusCode::kInvalidArgument);
  EXPECT_EQ(code(2, 2, {nullptr, 6}), StatusCode::kInvalidArgument);
  EXPECT_EQ(code(2, 2, {data, 5}), StatusCode::kInvalidArgument);
  EXPECT_EQ(code(2, 2, {data, -5}), StatusCode::kInvalidArgument);
  EXPECT_EQ(code(4, 1, {data, 0}), StatusCode::kOk) << "a single row needs no stride";
}

TEST(Image, WrapRefusesMisalignedFloats) {
  alignas(4) const std::array<uint8_t, 16> bytes{};
  EXPECT_TRUE(Image::wrap(PixelFormat::kGrayF32, 2, 1, {bytes.data(), 8}, {}));
  EXPECT_EQ(Image::wrap(PixelFormat::kGrayF32, 2, 1, {bytes.data() + 1, 8}, {}).error().code(),
            StatusCode::kInvalidArgument);
}

TEST(Image, AnEmptyImageHasNoPixels) {
  EXPECT_TRUE(Image().empty());
  EXPECT_EQ(Image().host().error().code(), StatusCode::kFailedPrecondition);
}

TEST(ImageBuilder, RowsAre64ByteAlignedAndPublishedByFinish) {
  ImageBuilder builder = *ImageBuilder::create(PixelFormat::kRgb8, 5, 3);
  for (int y = 0; y < 3; ++y) {
    EXPECT_EQ(reinterpret_cast<uintptr_t>(builder.row(y)) % 64, 0u);
    std::memset(builder.row(y), 10 + y, 15);
  }

  const Image image = std::move(builder).finish();

  EXPECT_EQ(image.width(), 5);
  EXPECT_EQ(image.height(), 3);
  EXPECT_EQ(image.format(), PixelFormat::kRgb8);
  const HostPixels pixels = *image.host();
  EXPECT_EQ(pixels.data[2 * pixels.stride_bytes + 14], 12);
}

TEST(ImageBuilder, RefusesImpossibleSizes) {
  EXPECT_EQ(ImageBuilder::create(PixelFormat::kRgb8, 0, 0).error().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(ImageBuilder::create(PixelFormat::kRgb8, 1, 1 << 20).error().code(), StatusCode::kInvalidArgument);
}

TEST(PixelFormat, SizesAndNames) {
  EXPECT_EQ(bytes_per_pixel(PixelFormat::kGrayF32), 4);
  EXPECT_EQ(channel_count(PixelFormat::kGrayF32), 1);
  EXPECT_EQ(bytes_per_pixel(PixelFormat::kBgra8), 4);
  EXPECT_STREQ(pixel_format_name(PixelFormat::kBgr8), "bgr8");
}

}  // namespace
}  // namespace saccade
