// Cut-off and mutated pictures: an error or a picture, never half of one and never a crash (run under ASan).
#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <random>

#include "media/picture_decoder.h"
#include "media/picture_file.h"
#include "picture_maker.h"
#include "saccade/video.h"
#include "scratch.h"

namespace saccade {
namespace {

// From a heap block of exactly this size, so that ASan sees every read past it.
Result<Image> decode_block(const uint8_t* bytes, size_t count) {
  const std::unique_ptr<uint8_t[]> block(new uint8_t[count]);
  std::memcpy(block.get(), bytes, count);
  const std::span<const uint8_t> file(block.get(), count);
  const std::optional<PictureFormat> format = picture_format(file);
  if (!format) return data_loss("not a picture");
  const PictureFile picture = SACCADE_TRY(inspect_picture(*format, file));
  return decode_picture(picture, file);
}

class Damaged : public testing::TestWithParam<const char*> {
 protected:
  std::vector<uint8_t> file() {
    const Scratch scratch;
    const std::string path = scratch / (std::string("x") + GetParam());
    EXPECT_TRUE(write_image(path, gradient(PixelFormat::kRgb8, 61, 47)).ok());
    return read_bytes(path);
  }
};

TEST_P(Damaged, CutOffAnywhereIsAnError) {
  const std::vector<uint8_t> whole = file();
  ASSERT_TRUE(decode_block(whole.data(), whole.size()).ok());
  for (size_t i = 0; i < 64; ++i) {
    const size_t size = whole.size() * i / 64;
    const Result<Image> image = decode_block(whole.data(), size);
    EXPECT_FALSE(image.ok()) << size << " of " << whole.size() << " bytes";
  }
  // The last byte of a BMP or a TIFF is padding.
  const bool ends_in_padding = whole[0] == 'B' || whole[0] == 'I';
  const Result<Image> image = decode_block(whole.data(), whole.size() - 1);
  EXPECT_EQ(image.ok(), ends_in_padding);
}

TEST_P(Damaged, MutatedIsAnErrorOrAPicture) {
  const std::vector<uint8_t> whole = file();
  const uint32_t seed = 20240817;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  int errors = 0;
  for (int round = 0; round < 400; ++round) {
    std::vector<uint8_t> mutated = whole;
    const int count = 1 + static_cast<int>(random() % 8);
    for (int i = 0; i < count; ++i) {
      // Half of the hits go to the headers, where a byte does more.
      const size_t range = random() % 2 == 0 ? std::min<size_t>(mutated.size(), 96) : mutated.size();
      mutated[random() % range] = static_cast<uint8_t>(random());
    }
    const Result<Image> image = decode_block(mutated.data(), mutated.size());
    if (!image.ok()) {
      EXPECT_FALSE(image.error().message().empty());
      ++errors;
    } else {
      EXPECT_GT(image->width(), 0);
    }
  }
  EXPECT_GT(errors, 20) << "mutations that nobody notices test nothing";
}

INSTANTIATE_TEST_SUITE_P(Pictures, Damaged, testing::Values(".png", ".jpg", ".webp", ".bmp", ".tiff"));

TEST(DamagedPng, WithFewerRowsThanItsHeaderSaysIsAnError) {
  // Whole as a container, checksums right: only the pixels are missing.
  const std::vector<uint8_t> file = make_png_header(64, 64);
  const Result<Image> image = decode_block(file.data(), file.size());
  ASSERT_FALSE(image.ok());
  EXPECT_EQ(image.error().code(), StatusCode::kDataLoss);
}

TEST(DamagedPictures, AreNamedByReadImage) {
  const Scratch scratch;
  ASSERT_TRUE(write_image(scratch / "cut.jpg", gradient(PixelFormat::kRgb8, 61, 47)).ok());
  std::vector<uint8_t> bytes = read_bytes(scratch / "cut.jpg");
  bytes.resize(bytes.size() / 2);
  write_bytes(scratch / "cut.jpg", bytes);
  const Status error = read_image(scratch / "cut.jpg").error();
  EXPECT_EQ(error.code(), StatusCode::kDataLoss);
  EXPECT_EQ(error.message(), (scratch / "cut.jpg") + ": is cut off; copy or download it again");
}

}  // namespace
}  // namespace saccade
