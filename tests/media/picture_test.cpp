// Pictures in and out of every format.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>

#include "media_maker.h"
#include "picture_maker.h"
#include "saccade/types.h"
#include "saccade/video.h"
#include "scratch.h"

namespace saccade {
namespace {

struct FormatCase {
  const char* extension;
  int tolerance;  // of a colour channel
  bool keeps_alpha;
};
void PrintTo(const FormatCase& format, std::ostream* stream) { *stream << format.extension; }

class EveryFormat : public testing::TestWithParam<FormatCase> {
 protected:
  Scratch scratch_;
  std::string path_ = scratch_ / (std::string("picture") + GetParam().extension);
};

TEST_P(EveryFormat, GivesBackWhatWasWritten) {
  const Image written = gradient(PixelFormat::kRgb8, 75, 43);
  ASSERT_TRUE(write_image(path_, written).ok());
  const Result<Image> read = read_image(path_);
  ASSERT_TRUE(read.ok()) << read.error().to_string();
  EXPECT_LE(largest_difference(*read, written), GetParam().tolerance);
}

TEST_P(EveryFormat, TakesEverySizeDownToOnePixel) {
  for (const Size size : {Size{1, 1}, {1, 7}, {7, 1}, {2, 2}, {3, 5}, {17, 33}}) {
    const Image written = gradient(PixelFormat::kRgb8, size.width, size.height);
    const Status status = write_image(path_, written);
    ASSERT_TRUE(status.ok()) << status.to_string();
    const Result<Image> read = read_image(path_);
    ASSERT_TRUE(read.ok()) << read.error().to_string();
    EXPECT_EQ(read->width(), size.width);
    EXPECT_EQ(read->height(), size.height);
    // The steps between neighbours of a tiny gradient are large: a lossy format may blur them.
    EXPECT_LE(largest_difference(*read, written), 8 * GetParam().tolerance) << size.width << "x" << size.height;
  }
}

TEST_P(EveryFormat, KeepsAlphaWhereItCanAndDropsItElsewhere) {
  const Image written = gradient(PixelFormat::kRgba8, 40, 30);
  ASSERT_TRUE(write_image(path_, written).ok());
  const Result<Image> read = read_image(path_);
  ASSERT_TRUE(read.ok()) << read.error().to_string();
  EXPECT_EQ(read->format(), GetParam().keeps_alpha ? PixelFormat::kRgba8 : PixelFormat::kRgb8);
  if (GetParam().keeps_alpha) {
    EXPECT_NEAR(pixel(*read, 20, 15)[3], pixel(written, 20, 15)[3], GetParam().tolerance);
  }
}

TEST_P(EveryFormat, TakesEveryPixelFormat) {
  for (const PixelFormat format : {PixelFormat::kGray8, PixelFormat::kBgr8, PixelFormat::kBgra8}) {
    const Image written = gradient(format, 32, 32);
    ASSERT_TRUE(write_image(path_, written).ok()) << pixel_format_name(format);
    const Result<Image> read = read_image(path_);
    ASSERT_TRUE(read.ok()) << read.error().to_string();
    const uint8_t* p = pixel(written, 8, 24);
    const Rgb expected = format == PixelFormat::kGray8 ? Rgb{p[0], p[0], p[0]} : Rgb{p[2], p[1], p[0]};
    const Rgb found = rgb_at(*read, 8, 24);
    for (int c = 0; c < 3; ++c) EXPECT_NEAR(found[c], expected[c], GetParam().tolerance) << pixel_format_name(format);
  }
}

TEST_P(EveryFormat, WritesMasksAsGray) {
  const float values[] = {0.f, 0.25f, 0.5f, 1.f};
  const Image mask = *Image::copy(PixelFormat::kGrayF32, 2, 2, {reinterpret_cast<const uint8_t*>(values), 8});
  ASSERT_TRUE(write_image(path_, mask).ok());
  const Result<Image> read = read_image(path_);
  ASSERT_TRUE(read.ok()) << read.error().to_string();
  EXPECT_NEAR(rgb_at(*read, 1, 1)[0], 255, 8 * GetParam().tolerance + 1);
  EXPECT_NEAR(rgb_at(*read, 1, 0)[1], 64, 8 * GetParam().tolerance + 1);
}

TEST_P(EveryFormat, IsAVideoOfOneFrame) {
  ASSERT_TRUE(write_image(path_, gradient(PixelFormat::kRgb8, 20, 10)).ok());
  Result<Video> video = Video::open(path_);
  ASSERT_TRUE(video.ok()) << video.error().to_string();
  EXPECT_EQ(video->info().width, 20);
  EXPECT_EQ(video->info().frame_count, 1);
  const Reading reading = read_all(*video);
  ASSERT_EQ(reading.frames.size(), 1u);
  EXPECT_EQ(reading.frames[0].timestamp_us, 0);
  EXPECT_TRUE(reading.errors.empty());
}

INSTANTIATE_TEST_SUITE_P(Pictures, EveryFormat,
                         testing::Values(FormatCase{".png", 0, true}, FormatCase{".jpg", 5, false},
                                         FormatCase{".webp", 10, true}, FormatCase{".bmp", 0, false},
                                         FormatCase{".tiff", 0, true}, FormatCase{".JPEG", 5, false}));

// Layouts that our writer does not make.
Image decoded(const std::vector<uint8_t>& file, const char* name) {
  const Scratch scratch;
  write_bytes(scratch / name, file);
  Result<Image> image = read_image(scratch / name);
  EXPECT_TRUE(image.ok()) << image.error().to_string();
  return image.ok() ? *image : Image();
}

TEST(PictureLayouts, SixteenBitsKeepTheirUpperEight) {
  const auto file = encode_picture("png", AV_PIX_FMT_RGB48BE, 4, 1, [](AVFrame& frame) {
    for (int i = 0; i < 12; ++i) {
      frame.data[0][2 * i] = static_cast<uint8_t>(20 * i);
      frame.data[0][2 * i + 1] = 0x10;
    }
  });
  const Image image = decoded(file, "deep.png");
  for (int i = 0; i < 12; ++i) EXPECT_NEAR(pixel(image, i / 3, 0)[i % 3], 20 * i, 1);
}

TEST(PictureLayouts, GrayAndGrayWithAlphaBecomeRgbAndRgba) {
  const auto gray = encode_picture("png", AV_PIX_FMT_GRAY16BE, 1, 1, [](AVFrame& frame) { frame.data[0][0] = 77; });
  EXPECT_EQ(decoded(gray, "gray.png").format(), PixelFormat::kRgb8);
  EXPECT_NEAR(rgb_at(decoded(gray, "gray.png"), 0, 0)[2], 77, 1);
  const auto clear = encode_picture("png", AV_PIX_FMT_YA8, 1, 1, [](AVFrame& frame) {
    frame.data[0][0] = 90;
    frame.data[0][1] = 33;
  });
  const Image image = decoded(clear, "clear.png");
  ASSERT_EQ(image.format(), PixelFormat::kRgba8);
  EXPECT_EQ(pixel(image, 0, 0)[1], 90);
  EXPECT_EQ(pixel(image, 0, 0)[3], 33);
}

TEST(PictureLayouts, APaletteIsLookedUpAndHasAlphaOnlyWhenAnEntryIsClear) {
  for (const uint32_t alpha : {0xFFu, 0x40u}) {
    const auto file = encode_picture("png", AV_PIX_FMT_PAL8, 2, 1, [alpha](AVFrame& frame) {
      auto* palette = reinterpret_cast<uint32_t*>(frame.data[1]);
      std::fill_n(palette, 256, 0xFF000000);
      palette[3] = 0xFF102030;
      palette[9] = alpha << 24 | 0x0A0B0C;
      frame.data[0][0] = 3;
      frame.data[0][1] = 9;
    });
    const Image image = decoded(file, "palette.png");
    EXPECT_EQ(rgb_at(image, 0, 0), (Rgb{0x10, 0x20, 0x30}));
    EXPECT_EQ(rgb_at(image, 1, 0), (Rgb{0x0A, 0x0B, 0x0C}));
    EXPECT_EQ(image.format(), alpha == 0xFF ? PixelFormat::kRgb8 : PixelFormat::kRgba8);
  }
}

TEST(PictureLayouts, SubsampledJpegOfEveryWidthHasItsLastColumns) {
  // swscale's vector code leaves out the last columns when rows have no room behind them.
  for (int width = 1; width <= 40; ++width) {
    const auto file = encode_picture("mjpeg", AV_PIX_FMT_YUVJ420P, width, 6, [](AVFrame& frame) {
      std::memset(frame.data[0], 180, static_cast<size_t>(frame.linesize[0]) * 6);
      for (int plane : {1, 2}) std::memset(frame.data[plane], 128, static_cast<size_t>(frame.linesize[plane]) * 3);
    });
    const Image image = decoded(file, "even.jpg");
    ASSERT_EQ(image.width(), width);
    for (int x = 0; x < width; ++x) {
      EXPECT_NEAR(rgb_at(image, x, 5)[1], 180, 3) << "column " << x << " of " << width;
    }
  }
}

TEST(PictureLayouts, CmykJpegShowsItsInks) {
  // Adobe's way: stored values are 255 - ink. Half cyan, no magenta, full yellow, no black.
  const Image image = decoded(make_cmyk_jpeg({128, 255, 0, 255}), "inks.jpg");
  ASSERT_EQ(image.format(), PixelFormat::kRgb8);
  const Rgb colour = rgb_at(image, 4, 4);
  EXPECT_NEAR(colour[0], 128, 2);
  EXPECT_NEAR(colour[1], 255, 2);
  EXPECT_NEAR(colour[2], 0, 2);
}

TEST(Pictures, GifAndOtherFormatsAreReadThroughTheirFirstFrame) {
  const Scratch scratch;
  make_video(
      {.path = scratch / "x.gif", .encoder = "gif", .layout = AV_PIX_FMT_RGB8, .times_us = regular_times(3, 10)});
  const Result<Image> image = read_image(scratch / "x.gif");
  ASSERT_TRUE(image.ok()) << image.error().to_string();
  EXPECT_EQ(image->width(), 64);
  EXPECT_EQ(number_shown(*image), 0);
  write_bytes(scratch / "x.ppm", {'P', '6', '\n', '1', ' ', '1', '\n', '2', '5', '5', '\n', 7, 8, 9});
  EXPECT_EQ(rgb_at(*read_image(scratch / "x.ppm"), 0, 0), (Rgb{7, 8, 9}));
}

TEST(Pictures, OfEightKAreReadAndWritten) {
  const Scratch scratch;
  const Image written = gradient(PixelFormat::kRgb8, 7680, 4320);
  ASSERT_TRUE(write_image(scratch / "8k.jpg", written).ok());
  const Result<Image> read = read_image(scratch / "8k.jpg");
  ASSERT_TRUE(read.ok()) << read.error().to_string();
  ASSERT_EQ(read->width(), 7680);
  ASSERT_EQ(read->height(), 4320);
  for (const auto& [x, y] : {std::pair{0, 0}, {7679, 0}, {0, 4319}, {7679, 4319}, {3000, 2000}}) {
    for (int c = 0; c < 3; ++c) EXPECT_NEAR(rgb_at(*read, x, y)[c], rgb_at(written, x, y)[c], 5);
  }
}

TEST(Pictures, AreToldByTheirBytesAndNotByTheirName) {
  const Scratch scratch;
  ASSERT_TRUE(write_image(scratch / "x.png", gradient(PixelFormat::kRgb8, 9, 9)).ok());
  std::filesystem::rename(scratch / "x.png", scratch / "camera:0 http.jpg");
  EXPECT_TRUE(read_image(scratch / "camera:0 http.jpg").ok());
}

TEST(Pictures, WhatIsNotThereOrNotAPictureIsNamed) {
  const Scratch scratch;
  const auto error_of = [](const std::string& path) { return read_image(path).error(); };
  EXPECT_EQ(error_of(scratch / "absent.png").code(), StatusCode::kNotFound);
  EXPECT_THAT(error_of(scratch / "absent.png").message(), testing::HasSubstr("absent.png"));
  EXPECT_EQ(error_of(scratch.folder().string()).code(), StatusCode::kInvalidArgument);
  write_bytes(scratch / "empty.png", {});
  EXPECT_EQ(error_of(scratch / "empty.png").code(), StatusCode::kDataLoss);
  write_bytes(scratch / "text.png", std::vector<uint8_t>(5000, 'x'));
  EXPECT_EQ(error_of(scratch / "text.png").code(), StatusCode::kDataLoss);
  EXPECT_THAT(error_of(scratch / "text.png").message(), testing::HasSubstr("text.png"));
  write_bytes(scratch / "secret.png", {1, 2, 3});
  std::filesystem::permissions(scratch / "secret.png", std::filesystem::perms::none);
  if (::geteuid() != 0) {  // root reads everything
    EXPECT_EQ(error_of(scratch / "secret.png").code(), StatusCode::kPermissionDenied);
  }
}

TEST(Pictures, AFewBytesThatClaimTooManyPixelsAreRefused) {
  const Scratch scratch;
  write_bytes(scratch / "wide.png", make_png_header(40000, 10));
  EXPECT_EQ(read_image(scratch / "wide.png").error().code(), StatusCode::kResourceExhausted);
  EXPECT_THAT(read_image(scratch / "wide.png").error().message(), testing::HasSubstr("40000x10"));
  write_bytes(scratch / "large.png", make_png_header(32000, 32000));
  EXPECT_EQ(read_image(scratch / "large.png").error().code(), StatusCode::kResourceExhausted);
  write_bytes(scratch / "none.png", make_png_header(0, 0));
  EXPECT_EQ(read_image(scratch / "none.png").error().code(), StatusCode::kDataLoss);
}

TEST(WritingPictures, FailsClearlyAndLeavesNothing) {
  const Scratch scratch;
  const Image image = gradient(PixelFormat::kRgb8, 8, 8);
  EXPECT_EQ(write_image(scratch / "no/such/x.png", image).code(), StatusCode::kNotFound);
  EXPECT_THAT(write_image(scratch / "no/such/x.png", image).message(), testing::HasSubstr("no/such/x.png"));
  EXPECT_EQ(write_image(scratch / "x.docx", image).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(write_image(scratch / "x", image).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(write_image(scratch / "x.png", Image()).code(), StatusCode::kInvalidArgument);
  std::filesystem::create_directory(scratch / "folder.png");
  EXPECT_EQ(write_image(scratch / "folder.png", image).code(), StatusCode::kInvalidArgument);
  // WebP stops at 16383 pixels a side: an error of the encoder, after the file was made.
  EXPECT_FALSE(write_image(scratch / "x.webp", gradient(PixelFormat::kGray8, 17000, 1)).ok());
  EXPECT_EQ(scratch.names(), std::vector<std::string>{"folder.png"});
}

TEST(WritingPictures, ReplacesWhatIsThereAndFollowsLinks) {
  const Scratch scratch;
  write_bytes(scratch / "real.png", {1, 2, 3});
  std::filesystem::create_symlink(scratch / "real.png", scratch / "link.png");
  ASSERT_TRUE(write_image(scratch / "link.png", gradient(PixelFormat::kRgb8, 8, 8)).ok());
  EXPECT_TRUE(std::filesystem::is_symlink(scratch / "link.png"));
  EXPECT_TRUE(read_image(scratch / "real.png").ok());
  EXPECT_EQ(scratch.names(), (std::vector<std::string>{"link.png", "real.png"}));
}

}  // namespace
}  // namespace saccade
