#include "text/mask_text.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace saccade::cli {
namespace {

Image mask_of(int width, int height, const std::vector<float>& values) {
  ImageBuilder builder = *ImageBuilder::create(PixelFormat::kGrayF32, width, height);
  for (int y = 0; y < height; ++y) {
    std::copy_n(values.begin() + y * width, width, reinterpret_cast<float*>(builder.row(y)));
  }
  return std::move(builder).finish();
}

// What pycocotools does with such a string, written from its description: five bits a character, lowest first, the
// sixth says that more follow, the fifth of the last is the sign; from the fourth run on the difference to the last but
// one.
std::vector<int64_t> decoded(const std::string& text) {
  std::vector<int64_t> runs;
  for (size_t at = 0; at < text.size();) {
    int64_t value = 0;
    int shift = 0;
    for (bool more = true; more; ++at, shift += 5) {
      const int64_t group = text[at] - 48;
      value |= (group & 0x1f) << shift;
      more = (group & 0x20) != 0;
      if (!more && (group & 0x10) != 0) value |= -(int64_t{1} << (shift + 5));
    }
    runs.push_back(runs.size() > 2 ? value + runs[runs.size() - 2] : value);
  }
  return runs;
}

TEST(MaskText, CountsRunsColumnByColumn) {
  // Columns: 0 1, 1 1, 0 0
  const Image mask = mask_of(3, 2, {0.1f, 0.9f, 0, 0.8f, 0.6f, 0.5f});
  EXPECT_EQ(decoded(coco_counts(mask)), (std::vector<int64_t>{1, 3, 2}));
  EXPECT_EQ(coco_counts(mask), "132");
}

TEST(MaskText, BeginsWithAnEmptyRunWhereTheFirstPixelIsInside) {
  EXPECT_EQ(decoded(coco_counts(mask_of(2, 2, {1, 1, 1, 1}))), (std::vector<int64_t>{0, 4}));
  EXPECT_EQ(decoded(coco_counts(mask_of(2, 2, {0, 0, 0, 0}))), (std::vector<int64_t>{4}));
}

TEST(MaskText, OfAnyMaskReadsBackAsItWas) {
  std::mt19937 random(20261120);
  for (const int share : {2, 10, 300}) {
    std::vector<float> values(211 * 97);
    float current = 0;
    for (float& value : values) {
      if (random() % static_cast<unsigned>(share) == 0) current = 1 - current;
      value = current;
    }
    const auto runs = decoded(coco_counts(mask_of(211, 97, values)));
    std::vector<float> again;
    for (size_t i = 0; i < runs.size(); ++i) again.insert(again.end(), static_cast<size_t>(runs[i]), float(i % 2));
    ASSERT_EQ(again.size(), values.size());
    for (size_t x = 0; x < 211; ++x) {
      for (size_t y = 0; y < 97; ++y) ASSERT_EQ(again[x * 97 + y], values[y * 211 + x]);
    }
  }
}

TEST(MaskText, IsAnObjectOrTheNameOfAFile) {
  JsonText text;
  append_mask(text, mask_of(3, 2, {0.1f, 0.9f, 0, 0.8f, 0.6f, 0.5f}), "");
  EXPECT_EQ(text.text(), "{\"size\":[2,3],\"counts\":\"132\"}");
  text.clear();
  append_mask(text, Image(), "a\"b.png");
  EXPECT_EQ(text.text(), "\"a\\\"b.png\"");
  text.clear();
  append_mask(text, Image(), "");
  EXPECT_EQ(text.text(), "null");
}

TEST(MaskText, SharesCountWhatIsAboveOneHalf) {
  EXPECT_FLOAT_EQ(mask_share(mask_of(2, 2, {0.51f, 0.5f, 1, 0})), 0.5f);
  EXPECT_EQ(mask_share(Image()), 0);
}

}  // namespace
}  // namespace saccade::cli
